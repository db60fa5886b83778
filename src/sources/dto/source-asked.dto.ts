import { ApiProperty } from '@nestjs/swagger';
import { sourceOutcomes, type SourceOutcome } from '../sourced-person.js';

/** A source that was asked, and the outcome. */
export class SourceAskedDto {
  /** @example "sandbox" */
  source: string;
  /**
   * `known_not_found`: it was not called, because it did not find the person less than NOT_FOUND_MAX_AGE_HOURS ago. `no_credit`: its
   * account is rejected. `no_budget`: the call could have passed `max_credits`. `unavailable`: calls are paused, because it keeps failing
   * or asked for a pause. `no_token`: no token was available.
   */
  @ApiProperty({ enum: sourceOutcomes })
  outcome: SourceOutcome;
}
