import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EmbeddedSqlDatabase } from '../../src/infrastructure/postgres/embedded/embedded-sql-database.js';
import { embeddedQueue } from '../../src/infrastructure/queue/embedded-queue.js';
import { JobsService } from '../../src/jobs/jobs.service.js';
import { digester } from './profile-store.stores.js';
import { SqlJobStore } from '../../src/jobs/records/sql-job.store.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import { ResultPayloads } from '../../src/jobs/result-payloads.js';
import { InMemoryCreditStore } from '../support/in-memory-credit.store.js';
import { FakePayloads } from '../support/fake-payloads.js';
import { FakeLinkedInProfilesStore } from '../support/fake-linkedin-profiles.store.js';
import { aJob, anError, aResult } from './job-store.builders.js';

/** Records the statements outside of transactions. */
class CountedDatabase extends EmbeddedSqlDatabase {
  readonly statements: string[] = [];

  override query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    this.statements.push(text);
    return super.query<Row>(text, values);
  }
}

const JOBS = 40;

describe('lists of jobs', () => {
  beforeAll(() => Logger.overrideLogger(false));
  let embedded: EmbeddedDatabase;
  let database: CountedDatabase;
  let jobs: JobsService;

  beforeAll(async () => {
    embedded = await openEmbeddedDatabase();
    database = new CountedDatabase(embedded.postgres);
    const store = new SqlJobStore(database, embeddedQueue(embedded.postgres, embedded.directory), digester);
    const profiles = new FakeLinkedInProfilesStore();
    jobs = new JobsService(
      store,
      profiles,
      new ResultPayloads(new FakePayloads().asStore, profiles),
      new InMemoryCreditStore(),
    );
    for (let index = 0; index < JOBS; index += 1) {
      const job = aJob(3);
      await store.create(job, 100);
      if (index % 2 === 1) continue;
      await store.begin(job.job_id);
      await store.finish(job.job_id, [aResult(1), anError(2)]);
    }
  });
  afterAll(() => removeEmbeddedDatabase(embedded));
  beforeEach(() => {
    database.statements.length = 0;
  });

  it.each([
    ['recent', JOBS, () => jobs.recent(100)],
    ['active', JOBS / 2, () => jobs.active()],
    ['pending', JOBS / 2, () => jobs.pending()],
  ])('take two statements, however many jobs are %s', async (_, count, list) => {
    const details = await list();
    expect(details).toHaveLength(count);
    for (const { results_count, recent_results, recent_errors, errors_count } of details) {
      expect([recent_results.length, recent_errors.length]).toEqual([results_count, errors_count]);
    }
    expect(database.statements).toHaveLength(2);
  });
});
