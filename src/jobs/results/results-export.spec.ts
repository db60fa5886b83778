import { setImmediate as turn } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { aJob, anError, aResult } from '../../../test/contract/job-store.builders.js';
import { InMemoryCreditStore } from '../../../test/support/in-memory-credit.store.js';
import { FakeLinkedInProfilesStore } from '../../../test/support/fake-linkedin-profiles.store.js';
import { FakePayloads } from '../../../test/support/fake-payloads.js';
import { InMemoryJobStore } from '../../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import type { ItemOutcome } from '../job.js';
import type { NewJob, ResultsPage } from '../job.store.js';
import { JobsService } from '../jobs.service.js';
import { ResultPayloads } from '../result-payloads.js';
import { ResultPeople } from './result-people.js';
import { ResultsExport, type ExportOptions } from './results-export.js';

/** Pages of at most the length that the test asks for. */
class PagedJobStore extends InMemoryJobStore {
  pageSize = 10;
  /** Outcomes that were returned. */
  read = 0;
  failsAfter = Infinity;
  readonly pages: number[] = [];

  override async results(job_id: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<ResultsPage> {
    if (this.read >= this.failsAfter) throw new StoreUnavailableError('The database is away');
    const page = await super.results(job_id, { limit: Math.min(limit, this.pageSize), cursor });
    this.read += page.outcomes.length;
    this.pages.push(page.outcomes.length);
    return page;
  }
}

const NDJSON: ExportOptions = { format: 'ndjson', include: [], bom: false };
const CSV: ExportOptions = { format: 'csv', include: ['details', 'data'], bom: false };
const formats = [
  ['NDJSON', NDJSON],
  ['CSV', CSV],
] as const;

describe('ResultsExport', () => {
  let store: PagedJobStore;
  let people: FakePayloads;
  let results: ResultsExport;
  beforeEach(() => {
    store = new PagedJobStore(new InMemoryQueue());
    people = new FakePayloads();
    const profiles = new FakeLinkedInProfilesStore();
    const payloads = new ResultPayloads(people.asStore, profiles);
    const jobs = new JobsService(store, profiles, payloads, new InMemoryCreditStore());
    results = new ResultsExport(jobs, store, payloads, new ResultPeople(people.asStore));
  });

  async function jobWith(outcomes: readonly ItemOutcome[], items = outcomes.length, given: Partial<NewJob> = {}) {
    const job = aJob(items, given);
    await store.create(job, 100);
    await store.finish(job.job_id, outcomes);
    await store.complete(job.job_id);
    return job.job_id;
  }

  const open = async (job_id: string, options: Partial<ExportOptions> = {}) =>
    (await results.open(job_id, { ...CSV, include: [], ...options })).content;
  const read = async (job_id: string, options: Partial<ExportOptions> = {}) => text(await open(job_id, options));
  const linesOf = async (job_id: string) => (await read(job_id, NDJSON)).split('\n').filter(Boolean);
  const rowsOf = async (job_id: string, options: Partial<ExportOptions> = CSV) =>
    parse(await read(job_id, options), { columns: true, bom: true }) as Record<string, string>[];
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => aResult(index + 1));

  it('contains every outcome once, by number, whatever the page size', async () => {
    const ended = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(ended, fc.integer({ min: 1, max: 70 }), async (numbers, pageSize) => {
        store.pageSize = pageSize;
        const outcomes = numbers.map((number) => (number % 3 === 0 ? anError(number) : aResult(number)));
        const job_id = await jobWith(outcomes, 60);
        const expected = numbers.toSorted((one, other) => one - other);
        const lines = await linesOf(job_id);
        expect(lines.map((line) => (JSON.parse(line) as ItemOutcome).email_number)).toEqual(expected);
        expect((await rowsOf(job_id)).map(({ email_number }) => Number(email_number))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it.each(formats)('reads only a little ahead while the client does not read %s', async (_, options) => {
    const job_id = await jobWith(numbered(1_000));
    const stream = await open(job_id, options);
    let taken = 0;
    for await (const chunk of stream) {
      taken += String(chunk).split('\n').filter(Boolean).length;
      for (let turns = 0; turns < 50; turns += 1) await turn();
      expect(store.read - taken).toBeLessThan(50);
      if (taken > 200) break;
    }
    expect(store.read).toBeLessThan(300);
  });

  it.each(formats)(
    'does not end like a complete file if the job is deleted while it is read as %s',
    async (_, options) => {
      const job_id = await jobWith(numbered(1_000));
      const stream = await open(job_id, options);
      const reading = async () => {
        for await (const _chunk of stream) await store.removeFinishedBefore(new Date(Date.now() + 1_000));
      };
      await expect(reading()).rejects.toThrow('No job found with this ID');
    },
  );

  it.each(formats)('stops reading when the client of %s disconnects', async (_, options) => {
    const job_id = await jobWith(numbered(1_000));
    const stream = await open(job_id, options);
    for await (const _chunk of stream) break;
    const { read: before } = store;
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(store.read).toBe(before);
  });

  it.each(formats)('aborts %s if the store fails, so that it does not look complete', async (_, options) => {
    store.failsAfter = 100;
    const job_id = await jobWith(numbered(200));
    await expect(read(job_id, options)).rejects.toThrow('The database is away');
  });

  it.each(formats)('joins the payloads of people page by page in %s', async (_, options) => {
    const ofPerson = (number: number) => aResult(number, { data: null, profile_id: `person ${number}` });
    for (let number = 1; number <= 25; number += 1) people.set(`person ${number}`, 'bearer-api', `{"is":${number}}`);
    const job_id = await jobWith(Array.from({ length: 25 }, (_item, index) => ofPerson(index + 1)));
    expect((await read(job_id, options)).trimEnd().split('\n').at(-1)).toMatch(/is"+:25/);
    expect(people.calls).toEqual([10, 10, 5]);
  });

  it.each(formats)('does not begin %s while the data cannot be read', async (_, options) => {
    people.isAway = true;
    const job_id = await jobWith([aResult(1, { data: null, profile_id: 'person 1' })]);
    await expect(open(job_id, options)).rejects.toThrow(StoreUnavailableError);
  });

  it.each(formats)('reads the smaller pages of %s the larger the answers are', async (_, options) => {
    store.pageSize = Infinity;
    const large = (number: number) => aResult(number, { data: { text: 'x'.repeat(300_000) } });
    const job_id = await jobWith([
      ...numbered(25),
      ...Array.from({ length: 120 }, (_item, index) => large(26 + index)),
    ]);
    await read(job_id, options);
    expect(store.pages.slice(0, 2)).toEqual([25, 50]);
    expect(Math.max(...store.pages.slice(2))).toBeLessThanOrEqual(6);
  });

  it('reads no answers of stored people for a table without them', async () => {
    const job_id = await jobWith([aResult(1, { data: null, profile_id: 'person 1' })]);
    expect(await rowsOf(job_id, {})).toMatchObject([{ status: 'completed', profile_id: 'person 1', name: '' }]);
    expect(people.calls).toEqual([]);
  });

  it('rejects an unknown job before the first line', async () => {
    await expect(open('nobody')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  it('has a type, a name, and on wish a byte order mark, and a header even without outcomes', async () => {
    const job_id = await jobWith([], 1, { file_name: 'leads.csv', columns: [{ name: 'Team', as: null }] });
    const csv = await results.open(job_id, { ...CSV, bom: true });
    expect(csv).toMatchObject({
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename=leads-results.csv',
    });
    expect(await text(csv.content)).toMatch(/^\uFEFFTeam,status,error,/);
    const ndjson = await results.open(job_id, NDJSON);
    expect(ndjson).toMatchObject({ type: 'application/x-ndjson; charset=utf-8' });
    expect(await text(ndjson.content)).toBe('');
  });
});
