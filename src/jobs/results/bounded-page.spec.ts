import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aJob, aResult } from '../../../test/contract/job-store.builders.js';
import { InMemoryJobStore } from '../../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import type { ItemOutcome } from '../job.js';
import { boundedPage } from './bounded-page.js';

const payloads = { join: async <Outcome extends ItemOutcome>(outcomes: readonly Outcome[]) => [...outcomes] };

describe('a page of results', () => {
  let store: InMemoryJobStore;
  beforeEach(() => void (store = new InMemoryJobStore(new InMemoryQueue())));

  /** A job with a result of each length. */
  async function jobWith(lengths: readonly number[]): Promise<string> {
    const job = aJob(lengths.length);
    await store.create(job, 100);
    const results = lengths.map((length, index) => aResult(index + 1, { data: { text: 'x'.repeat(length) } }));
    await store.finish(job.job_id, results);
    return job.job_id;
  }
  const read = (job_id: string, limit: number, cursor?: string) =>
    boundedPage({ store, payloads }, job_id, { limit, cursor });
  const numbers = (outcomes: readonly ItemOutcome[]) => outcomes.map(({ email_number }) => email_number);

  it('has as many as are wanted', async () => {
    const job_id = await jobWith(Array.from({ length: 400 }, () => 10));
    const page = await read(job_id, 300);
    expect(numbers(page.outcomes)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    expect((await read(job_id, 300, page.next_cursor!)).outcomes).toHaveLength(100);
  });

  it('ends early if the answers are large, and is continued by the next one', async () => {
    const job_id = await jobWith(Array.from({ length: 120 }, () => 300_000));
    const page = await read(job_id, 1_000);
    expect(page.outcomes.length).toBeGreaterThan(10);
    expect(page.outcomes.length).toBeLessThan(80);
    const next = await read(job_id, 1_000, page.next_cursor!);
    expect(next.outcomes[0]?.email_number).toBe(page.outcomes.length + 1);
  });

  it('leads to every outcome once, whatever their sizes and the limit', async () => {
    const lengths = fc.array(fc.constantFrom(0, 100, 3_000_000), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 50 }), async (given, limit) => {
        const job_id = await jobWith(given);
        const found: number[] = [];
        let cursor: string | undefined;
        do {
          const page: Awaited<ReturnType<typeof read>> = await read(job_id, limit, cursor);
          expect(page.outcomes.length).toBeLessThanOrEqual(limit);
          found.push(...numbers(page.outcomes));
          cursor = page.next_cursor ?? undefined;
        } while (cursor !== undefined);
        expect(found).toEqual(given.map((_, index) => index + 1));
      }),
      { numRuns: 15 },
    );
  });
});
