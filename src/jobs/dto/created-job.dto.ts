import { ApiProperty } from '@nestjs/swagger';
import { Integer, NullableInteger, Uuid } from '../../common/openapi/fields.js';
import { jobPriorities, type JobPriority } from '../job.js';
import { InvalidEmail, TokenRotation } from './create-batch.dto.js';

/** A job that was accepted; what is accepted survives everything. */
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
  /** Uses of tokens that the job takes if every call succeeds. */
  @Integer(2)
  estimated_capacity_used: number;
  /** Uses that the tokens have left today; null when the table of tokens is away. */
  @NullableInteger(5000)
  available_capacity: number | null;
  /** Whether fetched profiles are saved to the table as they come. */
  linkedin_profiles_auto_save: boolean;
  token_rotation: TokenRotation;
  message: string;
  /** What may keep the job from being worked on at once. */
  warning: string | null;
}
