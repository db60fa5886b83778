import { ApiProperty } from '@nestjs/swagger';
import { Integer, NullableInteger, Uuid } from '../../common/openapi/fields.js';
import { jobPriorities, type JobPriority } from '../job.js';
import { InvalidEmail, TokenRotation } from './create-batch.dto.js';

export class InvalidRowDto {
  /** Position in the list, from 1. */
  @Integer(3)
  row: number;
  /** What is invalid; at most 200 characters. */
  @ApiProperty({ example: 'https://www.linkedin.com/company/acme/' })
  value: string;
  /** @example "URL should point to a LinkedIn member profile, for example https://www.linkedin.com/in/jane-doe/" */
  reason: string;
}

/** A job that was accepted. Accepted jobs survive crashes and restarts. */
export class CreatedJob {
  success: boolean;
  @Uuid()
  job_id: string;
  @Integer(2)
  total_emails: number;
  /** Number of items of the job; the same as `total_emails`. */
  @Integer(2)
  total_items: number;
  /** Number of rows of the list: items or values of `emails`. */
  @Integer(2)
  rows_read: number;
  @Integer(0)
  duplicates_removed: number;
  /** Invalid addresses of a job that was created with `emails`. */
  invalid_emails: InvalidEmail[];
  @Integer(0)
  invalid_count: number;
  /** The first 100 rows that were left out. */
  invalid_rows: InvalidRowDto[];
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
