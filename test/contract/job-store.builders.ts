import { randomUUID } from 'node:crypto';
import type { ItemError, ItemResult, JobConfig } from '../../src/jobs/job.js';
import type { NewJob } from '../../src/jobs/job.store.js';

export const CONFIG: JobConfig = {
  requests_per_token: 15,
  delay_seconds: 0.5,
  concurrency: 10,
  save_to_dynamodb: true,
  store_profile: true,
  include_companies: false,
  webhook_url: null,
};

/** `1@example.com` to `<count>@example.com`: each with its number. */
function emails(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${index + 1}@example.com`);
}

export function aJob(count: number, given: Partial<NewJob> = {}): NewJob {
  return {
    job_id: randomUUID(),
    priority: 'NORMAL',
    config: CONFIG,
    emails: emails(count),
    idempotency: null,
    ...given,
  };
}

export function aResult(email_number: number, given: Partial<ItemResult> = {}): ItemResult {
  return {
    email_number,
    email: `${email_number}@example.com`,
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
