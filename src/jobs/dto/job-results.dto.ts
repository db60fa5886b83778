import { ApiProperty } from '@nestjs/swagger';
import { Integer, NullableInteger, Uuid } from '../../common/openapi/fields.js';
import type { JsonValue } from '../../model/json-value.js';
import { SourceAskedDto } from '../../sources/dto/source-asked.dto.js';
import { errorTypes, type ErrorType } from '../job.js';
import { jobStatuses, type JobStatus } from '../job-state.js';
import { shownStatuses, type ShownStatus } from '../results/shown-status.js';
import { LinkedInProfilesStats } from './linkedin-profiles-stats.dto.js';

/** What a result and an error say about their item. */
class OfItem {
  /** Null for an item without one. */
  @ApiProperty({ type: String, nullable: true, example: 'jane@company.com' })
  email: string | null;
  /** Null for an item without one. */
  @ApiProperty({ type: String, nullable: true, example: 'https://www.linkedin.com/in/jane-doe/' })
  linkedin_url: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    nullable: true,
    example: { crm_id: '4711' },
    description: '`custom` of the item, or the other columns of its row of the uploaded file',
  })
  custom: Record<string, string> | null;
  @ApiProperty({ enum: shownStatuses })
  status: ShownStatus;
}

/** The profile that was fetched for an item. */
export class JobResult extends OfItem {
  @ApiProperty({ enum: [true] })
  success: true;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The response of the profile source, unchanged; null if it was deleted since',
  })
  data: JsonValue;
  @ApiProperty({
    type: 'string',
    format: 'uuid',
    nullable: true,
    description:
      'The stored profile; null if the response does not identify a person, or the profile has not been stored yet',
  })
  profile_id: string | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'bearer-api', description: 'The source that answered' })
  source: string | null;
  /** In order. */
  sources_asked: SourceAskedDto[];
  timestamp: Date;
  /** ID of the token, never the token itself. */
  token_used: string | null;
  /** Position of the item in the job, from 1. */
  @Integer(1)
  email_number: number;
  saved_to_linkedin_profiles: boolean;
  save_error: string | null;
}

/** Why no profile was fetched for an item. */
export class JobError extends OfItem {
  @ApiProperty({ enum: [false] })
  success: false;
  error: string;
  @ApiProperty({ enum: errorTypes })
  error_type: ErrorType;
  /** Whether POST /jobs/{job_id}/retry-failed retries it. */
  retryable: boolean;
  sources_asked: SourceAskedDto[];
  @Integer(1)
  attempts: number;
  timestamp: Date;
  token_used: string | null;
  @Integer(2)
  email_number: number;
}

export class JobResults {
  @Uuid()
  job_id: string;
  @ApiProperty({ enum: jobStatuses })
  status: JobStatus;
  /** Total for the whole job. */
  @Integer(2)
  total_results: number;
  @Integer(0)
  total_errors: number;
  /** Total for the whole job, including pending items. */
  @Integer(2)
  total_items: number;
  @Integer(2)
  processed_items: number;
  @Integer(0)
  failed_items: number;
  results: JobResult[];
  errors: JobError[];
  linkedin_profiles_stats: LinkedInProfilesStats;
  /** `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
}

export class SaveError {
  email: string;
  error: string;
}

export class SavedJob {
  success: boolean;
  /** @example "Batch save completed" */
  message: string;
  @Uuid()
  job_id: string;
  @Integer(2)
  total_results: number;
  @Integer(2)
  saved_count: number;
  @Integer(0)
  failed_count: number;
  /** The first ten errors. */
  save_errors: SaveError[];
  /** @example "linkedin_profiles" */
  linkedin_profiles_table: string;
}

export class ChangedJob {
  success: boolean;
  @Uuid()
  job_id: string;
  @ApiProperty({ enum: jobStatuses })
  status: JobStatus;
  message: string;
  /** Number of email addresses that were queued again. */
  @NullableInteger(3)
  emails_requeued?: number | null;
}
