import { ApiProperty } from '@nestjs/swagger';
import { Integer } from '../../common/openapi/fields.js';
import type { JobPriority, WaitingFor } from '../../jobs/job.js';
import type { JobStatus } from '../../jobs/job-state.js';

const COUNTS = { type: 'object', additionalProperties: { type: 'integer' } } as const;

/** Token figures for today (UTC). */
export class TokenMetrics {
  @Integer(2)
  total_tokens: number;
  @Integer(2)
  active_tokens: number;
  @Integer(1)
  available_tokens: number;
  @Integer(120)
  total_daily_usage: number;
  @Integer(1000)
  max_daily_capacity: number;
  @Integer(880)
  available_capacity: number;
  /** 0 to 100, with two decimals. */
  usage_percentage: number;
}

/** Figures for all stored jobs. */
export class JobMetrics {
  /** Number of email addresses waiting to be processed. */
  @Integer(0)
  queue_size: number;
  @Integer(3)
  total_jobs: number;
  @ApiProperty({ ...COUNTS, example: { pending: 0, processing: 1, completed: 2, failed: 0, cancelled: 0 } })
  status_breakdown: Record<JobStatus, number>;
  @ApiProperty({ ...COUNTS, example: { LOW: 0, NORMAL: 3, HIGH: 0, URGENT: 0 } })
  priority_breakdown: Record<JobPriority, number>;
  /** Number of active jobs that are blocked, by what they are waiting for. */
  @ApiProperty({ ...COUNTS, example: { tokens: 0, credits: 0, source: 0, store: 0 } })
  waiting_breakdown: Record<WaitingFor, number>;
}

/** Email addresses of all stored jobs. */
export class EmailMetrics {
  @Integer(300)
  total: number;
  /** Number of finished email addresses, including failures. */
  @Integer(250)
  processed: number;
  @Integer(5)
  failed: number;
  /** Results that were saved to the LinkedIn profiles table. */
  @Integer(245)
  saved: number;
}

/** Credits that a source has billed for the calls of one API key, in jobs and requests, since they are counted. */
export class CreditMetrics {
  /** @example "people-data-labs" */
  source: string;
  /** `local` for requests without a key in local mode; null for jobs that were created by an earlier release. */
  @ApiProperty({ type: 'string', nullable: true, example: 'crm' })
  key_name: string | null;
  /** @example 120 */
  credits: number;
}

/** Figures for this process. */
export class ServiceMetrics {
  version: string;
  /** @example "24.21.0" */
  node: string;
  @ApiProperty({ enum: ['all', 'api', 'worker'] })
  role: 'all' | 'api' | 'worker';
  @Integer(3600)
  uptime_seconds: number;
  @Integer(400_000_000)
  memory_rss_bytes: number;
  @Integer(120_000_000)
  memory_heap_used_bytes: number;
}

/** Figures that are currently unavailable are null. */
export class SystemMetrics {
  timestamp: Date;
  tokens: TokenMetrics | null;
  jobs: JobMetrics | null;
  emails: EmailMetrics | null;
  credits: CreditMetrics[] | null;
  service: ServiceMetrics;
}
