import { ApiProperty } from '@nestjs/swagger';
import { Integer, NullableInteger, Uuid } from '../../common/openapi/fields.js';
import { jobPriorities, type JobPriority } from '../job.js';
import { InvalidEmail, TokenRotation } from './create-batch.dto.js';

/** A job that was accepted. Accepted jobs survive crashes and restarts. */
export class CreatedJob {
  success: boolean;
  @Uuid()
  job_id: string;
  @Integer(2)
  total_emails: number;
  @Integer(0)
  duplicates_removed: number;
  invalid_emails: InvalidEmail[];
  @ApiProperty({ enum: jobPriorities })
  priority: JobPriority;
  /** Number of token uses the job needs if every call succeeds. */
  @Integer(2)
  estimated_capacity_used: number;
  /** Token uses left today; null if the job needs none, or the token table is unavailable. */
  @NullableInteger(5000)
  available_capacity: number | null;
  /** Whether fetched profiles are saved to the LinkedIn profiles table as they arrive. */
  linkedin_profiles_auto_save: boolean;
  token_rotation: TokenRotation;
  message: string;
  /** What may delay the job; null if nothing does. */
  warning: string | null;
}
