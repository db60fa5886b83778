import type { JsonValue } from '../model/json-value.js';
import type { SuggestedRole } from '../model/suggested-role.js';
import type { SourceAsked } from '../sources/sourced-person.js';
import type { JobStatus } from './job-state.js';

export const jobPriorities = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;
export type JobPriority = (typeof jobPriorities)[number];

/** The queue's values for these priorities; higher goes first. */
export const queuePriorities: Readonly<Record<JobPriority, number>> = { LOW: 0, NORMAL: 10, HIGH: 20, URGENT: 30 };

/**
 * A usable token; credit in the account of a source; a source that is paused or failing; a store that is unavailable. None of
 * them fails an item: the job continues when it is available.
 */
export const waitingFor = ['tokens', 'credits', 'source', 'store'] as const;
export type WaitingFor = (typeof waitingFor)[number];

export interface JobConfig {
  /** Uses of one token before switching to the next one. */
  requests_per_token: number;
  /** Seconds between the starts of two calls with one token. */
  delay_seconds: number;
  /** Maximum concurrent fetches. */
  concurrency: number;
  save_to_dynamodb: boolean;
  /** Whether fetched people are stored as profiles too. */
  store_profile: boolean;
  /** Whether the companies of these profiles are fetched. */
  include_companies: boolean;
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

/** One row of a list: at least one of email and linkedin_url. */
export interface ListItem {
  /** Normalized as in EmailAddress. */
  email: string | null;
  /** `https://www.linkedin.com/in/<slug>/` */
  linkedin_url: string | null;
  /** Null keeps the stored one. */
  suggested_role: SuggestedRole | null;
  name: string | null;
  /** Null: what the job's config says. */
  include_companies: boolean | null;
  /** What the caller wants back with the item: by key, or the cells of a file's row in the order of the job's `columns`. */
  custom: Record<string, string> | string[] | null;
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
  /** The response of the source, unchanged; null where another store has it, see ResultPayloads. */
  data: JsonValue;
  /** The stored profile, whose payload of this source is the data; null without one. */
  profile_id: string | null;
  /** The source that answered; null for results of earlier releases. */
  source: string | null;
  sources_asked: SourceAsked[];
  /** Whether the profile has still to be stored, from `data`: its store was unavailable. */
  to_store: boolean;
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
  sources_asked: SourceAsked[];
  attempts: number;
  timestamp: Date;
  /** ID of the token, never the token itself. */
  token_used: string | null;
}

/** A fetched person whose store was unavailable. */
export interface ItemToStore extends Pick<ItemResult, 'email_number' | 'email' | 'data' | 'source' | 'timestamp'> {
  job_id: string;
  include_companies: boolean;
}

/** Outcome of one item. */
export type ItemOutcome = ItemResult | ItemError;
