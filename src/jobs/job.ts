import type { JsonValue } from '../model/json-value.js';
import type { JobStatus } from './job-state.js';

export const jobPriorities = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;
export type JobPriority = (typeof jobPriorities)[number];

/** The queue's values for these priorities; higher goes first. */
export const queuePriorities: Readonly<Record<JobPriority, number>> = { LOW: 0, NORMAL: 10, HIGH: 20, URGENT: 30 };

/** A usable token, or the end of a pause that the source asked for. */
export const waitingFor = ['tokens', 'source'] as const;
export type WaitingFor = (typeof waitingFor)[number];

export interface JobConfig {
  /** Uses of one token before switching to the next one. */
  requests_per_token: number;
  /** Seconds between the starts of two calls with one token. */
  delay_seconds: number;
  /** Maximum concurrent fetches. */
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
  /** Finished items, including failures. */
  processed_emails: number;
  failed_emails: number;
  /** Results that are in the LinkedIn profiles table. */
  saved_profiles: number;
  /** Results that could not be saved. */
  failed_saves: number;
  /** The address that finished last. */
  current_email: string | null;
  /** Why the job is blocked. */
  waiting_for: WaitingFor | null;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
}

/** An unfinished item. */
export interface JobItem {
  job_id: string;
  /** Position in the job, from 1. */
  email_number: number;
  email: string;
  /** Attempts in earlier rounds. */
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
  /** The response of the source, unchanged. */
  data: JsonValue;
  /** When it was fetched. */
  timestamp: Date;
  /** ID of the token, never the token itself. */
  token_used: string | null;
  attempts: number;
  saved_to_linkedin_profiles: boolean;
  /** Why the save failed; null if it succeeded or was not tried. */
  save_error: string | null;
}

export interface ItemError {
  email_number: number;
  email: string;
  success: false;
  error: string;
  error_type: ErrorType;
  /** Whether the same address may succeed later. */
  retryable: boolean;
  attempts: number;
  timestamp: Date;
  /** ID of the token, never the token itself. */
  token_used: string | null;
}

/** Outcome of one item. */
export type ItemOutcome = ItemResult | ItemError;
