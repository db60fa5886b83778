import { setImmediate as turn } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aJob, anError, aResult } from '../../test/contract/job-store.builders.js';
import { FakeLinkedInProfilesStore } from '../../test/support/fake-linkedin-profiles.store.js';
import { FakePayloads } from '../../test/support/fake-payloads.js';
import { InMemoryJobStore } from '../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../test/support/in-memory-queue.js';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import type { ItemOutcome } from './job.js';
import type { ResultsPage } from './job.store.js';
import { JobsService } from './jobs.service.js';
import { ResultPayloads } from './result-payloads.js';
import { ResultsExport, exportTypes } from './results-export.js';

/** Pages of the length that the test asks for. */
class PagedJobStore extends InMemoryJobStore {
  pageSize = 10;
  /** Outcomes that were returned. */
  read = 0;
  failsAfter = Infinity;

  override async results(job_id: string, { cursor }: { cursor?: string }): Promise<ResultsPage> {
    if (this.read >= this.failsAfter) throw new StoreUnavailableError('The database is away');
    const page = await super.results(job_id, { limit: this.pageSize, cursor });
    this.read += page.outcomes.length;
    return page;
  }
}

describe('ResultsExport', () => {
  let store: PagedJobStore;
  let people: FakePayloads;
  let results: ResultsExport;
  beforeEach(() => {
    store = new PagedJobStore(new InMemoryQueue());
    people = new FakePayloads();
    const profiles = new FakeLinkedInProfilesStore();
    const payloads = new ResultPayloads(people.asStore, profiles);
    results = new ResultsExport(new JobsService(store, profiles, payloads), store, payloads);
  });

  async function jobWith(outcomes: readonly ItemOutcome[], emails = outcomes.length): Promise<string> {
    const job = aJob(emails);
    await store.create(job, 100);
    await store.finish(job.job_id, outcomes);
    await store.complete(job.job_id);
    return job.job_id;
  }

  const numbered = (count: number) => Array.from({ length: count }, (_, index) => aResult(index + 1));
  const linesOf = async (stream: Readable) => (await text(stream)).split('\n').filter(Boolean);

  it('contains every outcome once, by number, whatever the page size', async () => {
    const ended = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(ended, fc.integer({ min: 1, max: 70 }), async (numbers, pageSize) => {
        store.pageSize = pageSize;
        const outcomes = numbers.map((number) => (number % 3 === 0 ? anError(number) : aResult(number)));
        const job_id = await jobWith(outcomes, 60);
        const expected = numbers.toSorted((one, other) => one - other);
        const ndjson = await linesOf(await results.stream(job_id, 'application/x-ndjson'));
        expect(ndjson.map((line) => (JSON.parse(line) as ItemOutcome).email_number)).toEqual(expected);
        const [, ...csv] = await linesOf(await results.stream(job_id, 'text/csv'));
        expect(csv.map((line) => Number(line.split(',', 1)[0]))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it.each(exportTypes)('reads only a little ahead while the client does not read %s', async (type) => {
    const job_id = await jobWith(numbered(4_000));
    const stream = await results.stream(job_id, type);
    let taken = 0;
    for await (const chunk of stream) {
      taken += String(chunk).split('\n').filter(Boolean).length;
      for (let turns = 0; turns < 50; turns += 1) await turn();
      // Capacity of the buffers of two streams.
      expect(store.read - taken).toBeLessThan(1_000);
      if (taken > 500) break;
    }
    expect(store.read).toBeLessThan(2_500);
  });

  it.each(exportTypes)('stops reading when the client of %s disconnects', async (type) => {
    const job_id = await jobWith(numbered(2_000));
    const stream = await results.stream(job_id, type);
    for await (const _ of stream) break;
    const { read } = store;
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(store.read).toBe(read);
  });

  it.each(exportTypes)('aborts %s if the store fails, so that it does not look complete', async (type) => {
    store.failsAfter = 100;
    const job_id = await jobWith(numbered(200));
    await expect(text(await results.stream(job_id, type))).rejects.toThrow('The database is away');
  });

  it.each(exportTypes)('joins the payloads of people page by page in %s', async (type) => {
    const ofPerson = (number: number) => aResult(number, { data: null, profile_id: `person ${number}` });
    for (let number = 1; number <= 25; number += 1) people.set(`person ${number}`, 'bearer-api', `{"is":${number}}`);
    const job_id = await jobWith(Array.from({ length: 25 }, (_, index) => ofPerson(index + 1)));
    const lines = await linesOf(await results.stream(job_id, type));
    expect(lines.at(-1)).toMatch(/is"+:25/);
    expect(people.calls).toEqual([10, 10, 5]);
  });

  it.each(exportTypes)('does not begin %s while the data cannot be read', async (type) => {
    people.isAway = true;
    const job_id = await jobWith([aResult(1, { data: null, profile_id: 'person 1' })]);
    await expect(results.stream(job_id, type)).rejects.toThrow(StoreUnavailableError);
  });

  it('rejects an unknown job before the first line', async () => {
    await expect(results.stream('nobody', 'text/csv')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  it('escapes spreadsheet formulas, and writes the header even without outcomes', async () => {
    const job_id = await jobWith([anError(1, { error: '=1+1' })]);
    expect(await text(await results.stream(job_id, 'text/csv'))).toContain(`'=1+1`);
    const empty = await jobWith([], 1);
    expect(await linesOf(await results.stream(empty, 'text/csv'))).toEqual([
      expect.stringMatching(/^email_number,email,/),
    ]);
    expect(await text(await results.stream(empty, 'application/x-ndjson'))).toBe('');
  });
});
