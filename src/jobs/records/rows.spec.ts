import { describe, expect, it } from '@jest/globals';
import { jobOf, outcomeOf, type DoneRow, type FailedRow, type JobRow } from './rows.js';

/** Of a release that stored no people. */
const config = { requests_per_token: 15, delay_seconds: 0, concurrency: 32, save_to_dynamodb: true, webhook_url: null };
const ended = { email_number: 1, email: 'ann@example.com', attempts: 1, token_used: 't', ended_at: new Date() };
const later = { profile_id: null, source: null, sources_asked: null, to_store: null };

describe('a row of an earlier release', () => {
  it('has the defaults of the settings that were added since', () => {
    expect(jobOf({ config } as JobRow).config).toEqual({ ...config, store_profile: true, include_companies: false });
  });

  it('keeps the data of its result', () => {
    const row: DoneRow = { ...ended, ...later, status: 'done', data: { name: 'Ann' }, saved: true, save_error: null };
    expect(outcomeOf(row)).toMatchObject({
      data: { name: 'Ann' },
      profile_id: null,
      sources_asked: [],
      to_store: false,
    });
  });

  it('keeps its error', () => {
    const failure = { error: 'It failed', error_type: 'timeout', retryable: true } as const;
    const row: FailedRow = { ...ended, ...failure, status: 'failed', sources_asked: null };
    expect(outcomeOf(row)).toMatchObject({ ...failure, sources_asked: [] });
  });
});
