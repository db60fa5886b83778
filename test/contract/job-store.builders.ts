import { randomUUID } from 'node:crypto';
import type { IdempotencyScope } from '../../src/idempotency/idempotent-request.js';
import type { ItemError, JobConfig, ListItem, ResultByEmail } from '../../src/jobs/job.js';
import type { NewJob } from '../../src/jobs/job.store.js';

export const CONFIG: JobConfig = {
  requests_per_token: 15,
  delay_seconds: 0.5,
  concurrency: 10,
  save_to_dynamodb: true,
  store_profile: true,
  include_companies: false,
  max_age_hours: null,
  force_refresh: false,
  max_credits: null,
  webhook_url: null,
};

export function aScope(key: string, given: Partial<IdempotencyScope> = {}): IdempotencyScope {
  return { caller: 'test', route: 'POST /jobs/create-batch', key, ...given };
}

/** An item with an address and nothing else. */
export function anItem(email: string | null, given: Partial<ListItem> = {}): ListItem {
  const nothing = { linkedin_url: null, suggested_role: null, name: null, include_companies: null, custom: null };
  return { email, ...nothing, ...given };
}

/** `1@example.com` to `<count>@example.com`: each with its number. */
function items(count: number): ListItem[] {
  return Array.from({ length: count }, (_, index) => anItem(`${index + 1}@example.com`));
}

export function aJob(count: number, given: Partial<NewJob> = {}): NewJob {
  return {
    job_id: randomUUID(),
    priority: 'NORMAL',
    config: CONFIG,
    items: items(count),
    created_by: 'test',
    idempotency: null,
    ...given,
  };
}

export function aResult(email_number: number, given: Partial<ResultByEmail> = {}): ResultByEmail {
  return {
    email_number,
    email: `${email_number}@example.com`,
    linkedin_url: null,
    custom: null,
    success: true,
    data: { persons: [{ name: `Person ${email_number}` }] },
    profile_id: null,
    source: 'bearer-api',
    sources_asked: [{ source: 'bearer-api', outcome: 'found' }],
    to_store: false,
    timestamp: new Date(`2026-01-01T00:00:00.${String(email_number % 1000).padStart(3, '0')}Z`),
    token_used: 'token_1',
    attempts: 1,
    saved_to_linkedin_profiles: true,
    save_error: null,
    ...given,
  };
}

export function anError(email_number: number, given: Partial<ItemError> = {}): ItemError {
  return {
    email_number,
    email: `${email_number}@example.com`,
    linkedin_url: null,
    custom: null,
    success: false,
    error: 'The source took too long',
    error_type: 'timeout',
    retryable: true,
    sources_asked: [{ source: 'bearer-api', outcome: 'failed' }],
    attempts: 4,
    timestamp: new Date(`2026-01-01T00:00:00.${String(email_number % 1000).padStart(3, '0')}Z`),
    token_used: null,
    ...given,
  };
}
