import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { aResult } from '../../../test/contract/job-store.builders.js';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../../test/support/embedded-database.js';
import { EmbeddedSqlDatabase } from '../../infrastructure/postgres/embedded/embedded-sql-database.js';
import { readMigrations } from '../../infrastructure/postgres/migrations/migrations.js';
import { embeddedQueue } from '../../infrastructure/queue/embedded-queue.js';
import { applySchema } from '../schema/apply-schema.js';
import { digester } from '../../../test/contract/profile-store.stores.js';
import { SqlJobStore } from './sql-job.store.js';

const MIGRATIONS = new URL('../migrations/', import.meta.url).pathname;
const CONFIG = { requests_per_token: 15, delay_seconds: 0, concurrency: 32, save_to_dynamodb: true, webhook_url: null };

describe('jobs of a release that had no lists', () => {
  beforeAll(() => Logger.overrideLogger(false));
  const job_id = randomUUID();
  let embedded: EmbeddedDatabase;
  let store: SqlJobStore;

  beforeAll(async () => {
    embedded = await openEmbeddedDatabase();
    const database = new EmbeddedSqlDatabase(embedded.postgres);
    await database.query('drop schema jobs cascade');
    const earlier = (await readMigrations(MIGRATIONS)).filter(({ version }) => version <= '0002');
    await applySchema(database, earlier);
    await database.query(
      `insert into jobs.jobs (job_id, priority, config, total_emails, status, processed_emails, failed_emails,
         not_found_emails, saved_profiles)
       values ($1, 'HIGH', $2::text::json, 4, 'processing', 2, 1, 1, 1)`,
      [job_id, JSON.stringify(CONFIG)],
    );
    await database.query(
      `insert into jobs.items (job_id, email_number, email, status, attempts, data, ended_at, saved, error, error_type, retryable)
       values ($1, 1, '1@example.com', 'done', 1, '{"name": "Ann"}', '2026-01-01', true, null, null, null),
         ($1, 2, '2@example.com', 'failed', 1, null, '2026-01-01', null, 'No profile', 'not_found', false),
         ($1, 3, '3@example.com', 'pending', 0, null, null, null, null, null, null),
         ($1, 4, '4@example.com', 'pending', 2, null, null, null, null, null, null)`,
      [job_id],
    );
    store = new SqlJobStore(database, embeddedQueue(embedded.postgres, embedded.directory), digester);
  });
  afterAll(() => removeEmbeddedDatabase(embedded));

  it('are read', async () => {
    expect(await store.find(job_id)).toMatchObject({
      config: {
        ...CONFIG,
        store_profile: true,
        include_companies: false,
        max_age_hours: null,
        force_refresh: false,
        max_credits: null,
      },
      processed_emails: 2,
      columns: null,
      file_name: null,
      created_by: null,
    });
    const { outcomes } = await store.results(job_id, { limit: 10 });
    expect(outcomes).toMatchObject([
      { email: '1@example.com', linkedin_url: null, custom: null, data: { name: 'Ann' } },
      { email: '2@example.com', error_type: 'not_found', sources_asked: [] },
    ]);
  });

  it('are finished', async () => {
    expect(await store.begin(job_id)).toMatchObject({ status: 'processing' });
    const items = await store.unfinished(job_id, 1, 4);
    const nothing = { linkedin_url: null, suggested_role: null, name: null, include_companies: null, custom: null };
    expect(items).toEqual([
      { ...nothing, job_id, email_number: 3, email: '3@example.com', attempts: 0 },
      { ...nothing, job_id, email_number: 4, email: '4@example.com', attempts: 2 },
    ]);
    await store.finish(job_id, [aResult(3), aResult(4)]);
    await store.complete(job_id);
    expect(await store.find(job_id)).toMatchObject({
      status: 'completed',
      processed_emails: 4,
      failed_emails: 1,
      saved_profiles: 3,
    });
  });
});
