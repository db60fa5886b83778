import type { JsonValue } from '../../model/json-value.js';
import type { SourceAsked } from '../../sources/sourced-person.js';
import type {
  ErrorType,
  ItemError,
  ItemOutcome,
  ItemResult,
  ItemToStore,
  Job,
  JobColumn,
  JobConfig,
  ListItem,
} from '../job.js';

/** A row of jobs.jobs as the drivers read it. */
export interface JobRow {
  job_id: string;
  status: Job['status'];
  priority: Job['priority'];
  /** Without the settings that were added after the job was created, and without `max_credits`, which changes. */
  config: Partial<JobConfig>;
  max_credits: number | null;
  total_emails: number;
  processed_emails: number;
  failed_emails: number;
  saved_profiles: number;
  failed_saves: number;
  current_email: string | null;
  waiting_for: Job['waiting_for'];
  columns: JobColumn[] | null;
  file_name: string | null;
  created_by: string | null;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
}

/** Its columns, for `select` and `returning`. */
export const JOB_COLUMNS = `job_id, status, priority, config, max_credits, total_emails, processed_emails, failed_emails,
  saved_profiles, failed_saves, current_email, waiting_for, columns, file_name, created_by, created_at, started_at,
  completed_at`;

/** Settings of jobs that were created before these settings existed. */
const LATER_SETTINGS = { store_profile: true, include_companies: false, max_age_hours: null, force_refresh: false };

export function jobOf({ max_credits, ...row }: JobRow): Job {
  return { ...row, config: { ...settingsOf(row), max_credits } };
}

type Settings = Omit<JobConfig, 'max_credits'>;

function settingsOf({ config }: Pick<JobRow, 'config'>): Settings {
  return { ...LATER_SETTINGS, ...config } as Settings;
}

/** An item to store, with the settings of its job. */
export type ToStoreRow = Omit<ItemToStore, 'timestamp' | 'include_companies'> &
  Pick<ListItem, 'include_companies'> &
  Pick<JobRow, 'config'> & { ended_at: Date };

export function itemToStoreOf({ ended_at: timestamp, config, ...item }: ToStoreRow): ItemToStore {
  return { ...item, timestamp, include_companies: item.include_companies ?? settingsOf({ config }).include_companies };
}

export function onlyJob([row]: readonly JobRow[]): Job | null {
  return row ? jobOf(row) : null;
}

interface Ended extends Pick<ListItem, 'email' | 'linkedin_url' | 'custom'> {
  email_number: number;
  attempts: number;
  token_used: string | null;
  ended_at: Date;
  is_erased: true | null;
  /** Null in rows of earlier releases, like the following. */
  sources_asked: SourceAsked[] | null;
}

export interface DoneRow extends Ended {
  status: 'done';
  data: JsonValue;
  saved: boolean;
  save_error: string | null;
  profile_id: string | null;
  source: string | null;
  to_store: boolean | null;
}

export interface FailedRow extends Ended {
  status: 'failed';
  error: string;
  error_type: ErrorType;
  retryable: boolean;
}

/** A row of a finished item in jobs.items, as the drivers read it. */
export type EndedRow = DoneRow | FailedRow;

/** The answer that an item keeps; in the item itself if it ended in an earlier release. */
export const data = (items: string): string => `coalesce(${items}.data, (
    select kept.data from jobs.item_data kept
    where kept.job_id = ${items}.job_id and kept.email_number = ${items}.email_number))`;

/** Its columns, for `select … from jobs.items`. */
export const ENDED_COLUMNS = `email_number, email, linkedin_url, custom, status, attempts, token_used, ended_at,
  ${data('items')} as data, saved, save_error, error, error_type, retryable, profile_id, source, sources_asked, to_store,
  is_erased`;

export function outcomeOf(row: EndedRow): ItemOutcome {
  return row.status === 'done' ? resultOf(row) : errorOf(row);
}

export function resultOf({ ended_at, ...row }: DoneRow): ItemResult {
  return {
    ...itemOf(row),
    success: true,
    data: row.data,
    profile_id: row.profile_id,
    source: row.source,
    sources_asked: row.sources_asked ?? [],
    to_store: row.to_store ?? false,
    timestamp: ended_at,
    token_used: row.token_used,
    attempts: row.attempts,
    saved_to_linkedin_profiles: row.saved,
    save_error: row.save_error,
  };
}

export function errorOf({ ended_at, ...row }: FailedRow): ItemError {
  return {
    ...itemOf(row),
    success: false,
    error: row.error,
    error_type: row.error_type,
    retryable: row.retryable,
    sources_asked: row.sources_asked ?? [],
    attempts: row.attempts,
    timestamp: ended_at,
    token_used: row.token_used,
  };
}

function itemOf({ email_number, email, linkedin_url, custom, is_erased }: Omit<Ended, 'ended_at'>) {
  return { email_number, email, linkedin_url, custom, ...(is_erased && { is_erased }) };
}
