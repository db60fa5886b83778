import { ApiProperty } from '@nestjs/swagger';
import type { JsonValue } from '../../model/json-value.js';

/** What a job fetched for an e-mail address. */
export class LinkedInProfileDto {
  /**
   * In lower case.
   * @example "ann@example.com"
   */
  email: string;
  /** When it was fetched. */
  timestamp: Date;
  success: boolean;
  @ApiProperty({
    description: 'What the profile source answered, as it came: any JSON, an object as a rule',
    type: 'object',
    additionalProperties: true,
    nullable: true,
  })
  profile_data: JsonValue;
  /** When the row was written; null where another program wrote it without. */
  saved_at: Date | null;
  /** Id of the token it was fetched with, never the token. */
  token_used: string | null;
  @ApiProperty({ description: 'Place of the address in its job, from 1', type: 'integer', nullable: true })
  email_number: number | null;
  job_id: string | null;
}
