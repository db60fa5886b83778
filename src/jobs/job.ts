import type { JsonValue } from '../model/json-value.js';
import type { JobStatus } from './job-state.js';

export const jobPriorities = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;
export type JobPriority = (typeof jobPriorities)[number];

/** What the queue calls these priorities; higher goes first. */
export const queuePriorities: Readonly<Record<JobPriority, number>> = { LOW: 0, NORMAL: 10, HIGH: 20, URGENT: 30 };

/** A token that can be used, or the source, which asks for a pause. */
export const waitingFor = ['tokens', 'source'] as const;
export type WaitingFor = (typeof waitingFor)[number];

export interface JobConfig {
  /** Uses of one token before the next one takes over. */
  requests_per_token: number;
  /** Seconds between two calls with one token, from beginning to beginning. */
  delay_seconds: number;
  /** E-mails fetched at once. */
  concurrency: number;
  save_to_dynamodb: boolean;
  webhook_url: string | null;
}

export interface Job {
  job_id: string;
  status: JobStatus;
  priority: JobPriority;
  config: JobConfig;
  total_emails: number;
  /** E-mails that ended, the failed ones among them. */
  processed_emails: number;
  failed_emails: number;
  /** Results that are in the table of LinkedIn profiles. */
  saved_profiles: number;
  /** Results whose save was tried and failed. */
  failed_saves: number;
  /** The e-mail that ended last. */
  current_email: string | null;
  /** What keeps the job from going on. */
  waiting_for: WaitingFor | null;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
}

/** One e-mail that has still to be worked on. */
export interface JobItem {
  job_id: string;
  /** Its place in the job, from 1. */
  email_number: number;
  email: string;
  /** Attempts that were made before, in earlier rounds. */
  attempts: number;
}

export const errorTypes = [
  'not_found',
  'user_restricted',
  'access_denied',
  'data_validation',
  'rate_limited',
  'token_invalid',
  'upstream_error',
  'timeout',
  'unknown',
] as const;
export type ErrorType = (typeof errorTypes)[number];

export interface ItemResult {
  email_number: number;
  email: string;
  success: true;
  /** What the source answered, as it came. */
  data: JsonValue;
  /** When it was fetched. */
  timestamp: Date;
  /** Id of the token, never the token. */
  token_used: string | null;
  attempts: number;
  saved_to_linkedin_profiles: boolean;
  /** Why the save failed; null where it succeeded or was not tried. */
  save_error: string | null;
}

export interface ItemError {
  email_number: number;
  email: string;
  success: false;
  error: string;
  error_type: ErrorType;
  /** Whether the same e-mail may succeed later. */
  retryable: boolean;
  attempts: number;
  timestamp: Date;
  /** Id of the token, never the token. */
  token_used: string | null;
}

/** How one e-mail ended. */
export type ItemOutcome = ItemResult | ItemError;
