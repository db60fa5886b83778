import type { JsonValue } from '../model/json-value.js';
import type { MemberIdentity } from '../model/profile.js';
import type { SuggestedRole } from '../model/suggested-role.js';
import type { SourceAsked } from '../sources/sourced-person.js';
import type { JobStatus } from './job-state.js';

export const jobPriorities = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;
export type JobPriority = (typeof jobPriorities)[number];

/** The queue's values for these priorities; higher goes first. */
export const queuePriorities: Readonly<Record<JobPriority, number>> = { LOW: 0, NORMAL: 10, HIGH: 20, URGENT: 30 };

/**
 * A usable token; credit in the account of a source; a source that is paused or failing; a store that is unavailable; a higher
 * `max_credits`. None of them fails an item: the job continues when it is available.
 */
export const waitingFor = ['tokens', 'credits', 'source', 'store', 'budget'] as const;
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
  /** A stored person that was fetched at most this many hours ago is not fetched again; null: all people are fetched. */
  max_age_hours: number | null;
  /** Whether sources that did not find a person are asked again. */
  force_refresh: boolean;
  /** What the job may spend at its sources; null without a limit. */
  max_credits: number | null;
  webhook_url: string | null;
}

/** A column of an uploaded file, or a key of `custom` of a list; no two of a job have the same name. */
export interface JobColumn {
  name: string;
  /** What the column contains; null: its cells are returned as `custom`. */
  as: 'email' | 'linkedin_url' | 'suggested_role' | 'name' | 'first_name' | 'last_name' | 'include_companies' | null;
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
  /** Those of the uploaded file, in order; of other lists, the keys of `custom`. Null without any. */
  columns: JobColumn[] | null;
  /** Null for a job that was not created from a file. */
  file_name: string | null;
  /** Name of the API key; null for jobs of earlier releases. */
  created_by: string | null;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
}

/** One row of a list: at least one of `email` and `linkedin_url`. */
export interface ListItem {
  /** Normalized as in EmailAddress. */
  email: string | null;
  /** `https://www.linkedin.com/in/<slug>/` */
  linkedin_url: string | null;
  /** Null keeps the stored one. */
  suggested_role: SuggestedRole | null;
  /** Instead of the fetched name. */
  name: string | null;
  /** Null: what the job's config says. */
  include_companies: boolean | null;
  /** Returned with the item: by key, or the cells of a file's row in the order of the job's `columns`. */
  custom: Record<string, string> | string[] | null;
}

/** An unfinished item. */
export interface JobItem extends ListItem {
  job_id: string;
  /** Position in the job, from 1. */
  email_number: number;
  /** Attempts in earlier rounds. */
  attempts: number;
}

/** What an outcome says about its item. */
interface OfItem extends Pick<JobItem, 'email_number' | 'email' | 'linkedin_url' | 'custom'> {
  /** The person was erased, and the content of the item with it. */
  is_erased?: true;
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
  'suppressed',
  'unknown',
] as const;
export type ErrorType = (typeof errorTypes)[number];

export interface ItemResult extends OfItem {
  success: true;
  /** The response of the source, unchanged; null where another store has it, see ResultPayloads. */
  data: JsonValue;
  /** The member that the answer is about; only until the result is stored. */
  identity?: MemberIdentity | null;
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

/** A result that can have a row in the LinkedIn profiles table, which has one for each address. */
export type ResultByEmail = ItemResult & { email: string };

export interface ItemError extends OfItem {
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
export interface ItemToStore
  extends Omit<JobItem, 'attempts' | 'custom'>, Pick<ItemResult, 'data' | 'source' | 'timestamp' | 'token_used'> {
  include_companies: boolean;
}

/** Outcome of one item. */
export type ItemOutcome = ItemResult | ItemError;
