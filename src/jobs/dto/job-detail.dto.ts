import { ApiProperty } from '@nestjs/swagger';
import { Integer, NullableInteger, Uuid } from '../../common/openapi/fields.js';
import { jobPriorities, waitingFor, type JobPriority, type WaitingFor } from '../job.js';
import { jobStatuses, type JobStatus } from '../job-state.js';
import { JobError, JobResult } from './job-results.dto.js';
import { LinkedInProfilesStats } from './linkedin-profiles-stats.dto.js';

export class JobConfigDto {
  @Integer(15)
  requests_per_token: number;
  delay_seconds: number;
  @Integer(32)
  concurrency: number;
  save_to_dynamodb: boolean;
  store_profile: boolean;
  include_companies: boolean;
  /** A stored person that was fetched at most this many hours ago is not fetched again; null if all people are fetched. */
  max_age_hours: number | null;
  /** Whether all people are fetched, even if the sources did not find them a short time ago. */
  force_refresh: boolean;
  /** Number of credits that the job may spend at its sources; null if it has no limit. */
  @NullableInteger(500)
  max_credits: number | null;
  webhook_url: string | null;
}

export class JobDetail {
  @Uuid()
  job_id: string;
  @ApiProperty({ enum: jobStatuses })
  status: JobStatus;
  @ApiProperty({ enum: jobPriorities })
  priority: JobPriority;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  @Integer(2)
  total_emails: number;
  /** Number of finished email addresses, including failures. */
  @Integer(2)
  processed_emails: number;
  @Integer(0)
  failed_emails: number;
  /** The same as `total_emails`: items have an email address, a LinkedIn URL or both. */
  @Integer(2)
  total_items: number;
  /** The same as `processed_emails`. */
  @Integer(2)
  processed_items: number;
  /** The same as `failed_emails`. */
  @Integer(0)
  failed_items: number;
  /** The email address that finished last. */
  current_email: string | null;
  /** @example 100 */
  progress_percentage: number;
  /** @example 1.4 */
  processing_time_seconds: number | null;
  /** @example 0 */
  estimated_time_remaining_seconds: number | null;
  @Integer(2)
  results_count: number;
  @Integer(0)
  errors_count: number;
  config: JobConfigDto;
  /** The five latest results. */
  recent_results: JobResult[];
  recent_errors: JobError[];
  linkedin_profiles_stats: LinkedInProfilesStats;
  /** Credits that its sources have billed. They are counted when a call has ended, before its result can be read. */
  @ApiProperty({ example: 2 })
  credits_spent: number;
  /**
   * Credits that are reserved for calls in progress. Credits of a process that died stay reserved, because the source may have billed
   * them; they count against `max_credits`.
   */
  @ApiProperty({ example: 0 })
  credits_reserved: number;
  /**
   * What the job is waiting for; null if it is not waiting. No email address fails because of it, and the job continues automatically:
   * `tokens`, a usable token; `credits`, credit in the account of the source; `source`, a source that is paused or failing;
   * `store`, a database that is unavailable; `budget`, a higher `max_credits`.
   */
  @ApiProperty({ enum: waitingFor, nullable: true })
  waiting_for: WaitingFor | null;
}

export class QueueStatus {
  /** Number of email addresses that have not been processed yet. */
  @Integer(0)
  queue_size: number;
  @Integer(1)
  total_jobs: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { pending: 0, completed: 1 } })
  status_breakdown: Record<JobStatus, number>;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { NORMAL: 1 } })
  priority_breakdown: Record<JobPriority, number>;
  /** Number of active jobs that are blocked, by what they are waiting for. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { tokens: 0, credits: 0 } })
  waiting_breakdown: Record<WaitingFor, number>;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { total: 2, processed: 2 } })
  statistics: Record<string, number>;
}
