import { ApiProperty } from '@nestjs/swagger';
import type { CircuitStateName } from '../../infrastructure/http-client/circuit.js';
import { Integer, NullableInteger } from '../../common/openapi/fields.js';
import type { JobPriority, WaitingFor } from '../../jobs/job.js';
import type { JobStatus } from '../../jobs/job-state.js';
import { ComponentHealth } from './component-health.dto.js';

const circuitStates: readonly CircuitStateName[] = ['closed', 'open', 'half-open'];
const COUNTS = { type: 'object', additionalProperties: { type: 'integer' }, nullable: true } as const;
const NUMBERS = { type: 'object', additionalProperties: { type: 'number' } } as const;

/** The pool of bearer tokens. Figures for today (UTC); null while the table is unavailable. */
export class TokenManagerComponent extends ComponentHealth {
  @NullableInteger(2)
  total_tokens: number | null;
  @NullableInteger(2)
  active_tokens: number | null;
  /** Tokens that can be used right now. */
  @NullableInteger(1)
  available_tokens: number | null;
  @NullableInteger(120)
  total_daily_usage: number | null;
  @NullableInteger(1000)
  max_daily_capacity: number | null;
  @NullableInteger(880)
  available_capacity: number | null;
  /** 0 to 100, with two decimals. */
  usage_percentage: number | null;
}

/** Jobs and their queue. Figures are null while the database is unavailable. */
export class JobQueueComponent extends ComponentHealth {
  /** Which database is used. */
  side: string;
  /** Number of email addresses waiting to be processed. */
  @NullableInteger(0)
  queue_size: number | null;
  @NullableInteger(3)
  total_jobs: number | null;
  @ApiProperty({ ...COUNTS, example: { pending: 0, processing: 1, completed: 2, failed: 0, cancelled: 0 } })
  status_breakdown: Record<JobStatus, number> | null;
  @ApiProperty({ ...COUNTS, example: { LOW: 0, NORMAL: 3, HIGH: 0, URGENT: 0 } })
  priority_breakdown: Record<JobPriority, number> | null;
}

/** The table of fetched profiles. */
export class LinkedInProfilesComponent extends ComponentHealth {
  table_name: string;
  available: boolean;
  /** Which driver is used, and where. */
  side: string;
}

/** Profiles, companies and vectors. */
export class SupabaseComponent extends ComponentHealth {
  /** Which driver is used, and where. */
  side: string;
  @NullableInteger(4)
  response_time_ms: number | null;
}

/** The embedder. Figures are for this process, since it started. */
export class EmbeddingsComponent extends ComponentHealth {
  model: string;
  /** The model and where it runs. */
  side: string;
  dimensions: number;
  /** Tokens charged by the embedding service. */
  @Integer(12_000)
  tokens_used: number;
  /** US dollars; null if the price is unknown (set EMBEDDING_PRICE_PER_MILLION_TOKENS). */
  @ApiProperty({ type: 'number', nullable: true, example: 0.00024 })
  cost_usd: number | null;
}

/** A source of profiles. */
export class SourceHealth {
  /** @example "sandbox" */
  name: string;
  /** How people are looked up at it. */
  @ApiProperty({ enum: ['url', 'email'], isArray: true })
  asked_by: ('url' | 'email')[];
  /**
   * Where it is, without secrets.
   * @example "sandbox, synthetic people"
   */
  side: string;
  @ApiProperty({ enum: circuitStates })
  circuit: CircuitStateName;
  /** Why its account is rejected, and what to do about it. */
  account_problem: string | null;
}

/** Where profiles come from. */
export class ProfileSourceComponent extends ComponentHealth {
  /**
   * The sources of PROFILE_SOURCE in the order in which they are asked, separated by commas.
   * @example "sandbox"
   */
  source: string;
  /** Each source of PROFILE_SOURCE and EMAIL_SOURCE. */
  sources: SourceHealth[];
  /**
   * The worst state of any source. `open`: calls are paused after repeated failures. `half-open`: a trial call is being made.
   */
  @ApiProperty({ enum: circuitStates })
  circuit: CircuitStateName;
  takes_member_urls: boolean;
  takes_emails: boolean;
  /** Credits billed to this process since it started, by type; empty if the source does not bill credits. */
  @ApiProperty({ ...NUMBERS, example: { enrich: 12 } })
  credits_spent: Readonly<Record<string, number>>;
  /** Credits left as last reported by the source, by type. */
  @ApiProperty({ ...NUMBERS, example: { enrich: 1330 } })
  credits_remaining: Readonly<Record<string, number>>;
}

/** The worker that processes jobs. */
export class WorkerComponent extends ComponentHealth {
  @ApiProperty({ enum: ['all', 'api', 'worker'] })
  role: 'all' | 'api' | 'worker';
  /** Whether this process runs a worker; otherwise other processes do. */
  runs_here: boolean;
  /** Number of email addresses this process fetches concurrently. */
  @NullableInteger(32)
  concurrency: number | null;
  @NullableInteger(1)
  processing_jobs: number | null;
  /** Number of jobs that are blocked, by what they are waiting for; they continue automatically. */
  @ApiProperty({ ...COUNTS, example: { tokens: 0, credits: 0, source: 0, store: 0 } })
  waiting_jobs: Record<WaitingFor, number> | null;
  @NullableInteger(0)
  queue_size: number | null;
}
