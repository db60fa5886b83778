import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakeLinkedInProfilesStore } from '../../../test/support/fake-linkedin-profiles.store.js';
import { FakePersonSource } from '../../../test/support/fake-person-source.js';
import { FakeTokenPool } from '../../../test/support/fake-token-pool.js';
import { InMemoryJobStore } from '../../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { chainOf } from '../../../test/support/source-chain.js';
import { webhookTargets } from '../../../test/support/webhook-targets.js';
import { RequestHashes } from '../../idempotency/request-hashes.js';
import { PersonDigester } from '../../suppression/person-digester.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { JobAcceptance } from '../job-acceptance.js';
import type { ListItem } from '../job.js';
import { JobUpload, UploadExpiredError, type Creation } from '../job.store.js';
import { ItemChecker } from '../lists/item-checker.js';
import { UploadSettings } from './dto/upload-query.dto.js';
import { UploadService } from './upload.service.js';

class StoreAwayError extends StoreUnavailableError {
  constructor() {
    super('Away');
  }
}

/** Records what is called; `fail` is thrown by the call that it names. */
class RecordedUpload extends JobUpload {
  readonly calls: string[] = [];

  constructor(private readonly fail: Partial<Record<'add' | 'commit' | 'discard', Error>>) {
    super();
  }

  override add(items: readonly ListItem[]): Promise<void> {
    return this.called('add', ` ${items.length}`);
  }

  override async commit(): Promise<Creation> {
    await this.called('commit');
    return { created: true };
  }

  override discard(): Promise<void> {
    return this.called('discard');
  }

  private async called(name: 'add' | 'commit' | 'discard', more = ''): Promise<void> {
    this.calls.push(name + more);
    const error = this.fail[name];
    if (error) throw error;
  }
}

describe('UploadService', () => {
  beforeAll(() => Logger.overrideLogger(false));
  let jobs: InMemoryJobStore;
  beforeEach(() => {
    jobs = new InMemoryJobStore(new InMemoryQueue());
  });

  const upload = async (parts: Iterable<string>, dry_run = false) => {
    const sources = chainOf(new FakePersonSource('bearer-api', 'required'));
    const hashes = new RequestHashes(new PersonDigester('key', true));
    const acceptance = new JobAcceptance(
      new FakeLinkedInProfilesStore(),
      new FakeTokenPool({}).asPool,
      sources,
      webhookTargets(),
    );
    const service = new UploadService(jobs, new ItemChecker(sources), acceptance, hashes);
    const bytes = (async function* () {
      for (const part of parts) yield Buffer.from(part);
    })();
    const file = { bytes, format: 'csv' as const, columns: new Map(), name: 'people.csv' };
    const settings = new UploadSettings();
    const list = { file, settingsBefore: settings, settings: async () => settings, close: () => undefined };
    return service.create(list, { dry_run, repeatable: undefined, created_by: 'crm' });
  };
  const recorded = (fail: ConstructorParameters<typeof RecordedUpload>[0] = {}) => {
    const made = new RecordedUpload(fail);
    jobs.openUpload = async () => made;
    return made.calls;
  };
  const FILE = ['Mail,Team\n', 'a@example.com,x\n', 'b@example.com,y\n'];

  it('stores the items with all cells, the columns and the name of the file', async () => {
    const { job_id, columns } = await upload(FILE);
    const job = await jobs.find(job_id ?? '');
    expect(job).toMatchObject({ total_emails: 2, created_by: 'crm', file_name: 'people.csv', columns });
    await jobs.begin(job_id ?? '');
    expect(await jobs.unfinished(job_id ?? '', 1, 2)).toMatchObject([
      { email: 'a@example.com', custom: ['a@example.com', 'x'] },
      { email: 'b@example.com', custom: ['b@example.com', 'y'] },
    ]);
  });

  it('adds groups of at most 5,000 items and of a few megabytes', async () => {
    const calls = recorded();
    const rows = (from: number, count: number, notes = '') =>
      Array.from({ length: count }, (_, index) => `m${from + index}@example.com,${notes}\n`).join('');
    const long = Array.from({ length: 6 }, (_, part) => rows(10_000 + part * 1_000, 1_000, 'x'.repeat(980)));
    await upload(['Mail,Notes\n', rows(0, 6_000), ...long]);
    const added = calls.filter((call) => call.startsWith('add')).map((call) => Number(call.split(' ')[1]));
    expect(added.slice(0, 2)).toEqual([5_000, 5_000]);
    expect(added[2]).toBeLessThan(5_000);
    expect(added.reduce((sum, count) => sum + count, 0)).toBe(12_000);
    expect(calls.at(-1)).toBe('commit');
  });

  it('touches no store in a dry run, nor for a file without a valid row', async () => {
    const calls = recorded();
    await upload(FILE, true);
    await expect(upload(['Mail\n', 'x\n'])).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(calls).toEqual([]);
  });

  it('discards what was added when a later step fails, and reports the first failure', async () => {
    const calls = recorded({ commit: new StoreAwayError(), discard: new Error('Away too') });
    await expect(upload(FILE)).rejects.toThrow(StoreAwayError);
    expect(calls).toEqual(['add 2', 'commit', 'discard']);
  });

  it('answers as to any slow client when the upload has expired', async () => {
    recorded({ add: new UploadExpiredError() });
    await expect(upload(FILE)).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' });
  });
});
