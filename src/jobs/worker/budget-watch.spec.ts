import { beforeEach, describe, expect, it } from '@jest/globals';
import { InMemoryCreditStore } from '../../../test/support/in-memory-credit.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { PostponeError } from '../../infrastructure/queue/postpone.error.js';
import { JOB_CHUNKS, type JobChunk, type JobStore } from '../job.store.js';
import { BudgetWatch } from './budget-watch.js';

const JOB = 'the job';

describe('jobs that have spent their budget', () => {
  let queue: InMemoryQueue;
  let credits: InMemoryCreditStore;
  let watch: BudgetWatch;
  /** Chunks as they are processed. */
  let processed: string[];
  /** What is said of jobs. */
  let waiting: string[];
  beforeEach(async () => {
    queue = new InMemoryQueue();
    credits = new InMemoryCreditStore();
    waiting = [];
    const jobs = { waiting: async (job_id: string, reason: string) => void waiting.push(`${job_id}: ${reason}`) };
    watch = new BudgetWatch(credits, queue, jobs as unknown as JobStore);
    processed = [];
    await credits.open(JOB, 1);
    await credits.move({ job_id: JOB, holder: 'a', move: 1, released: 0, spent: [], wanted: [1] });
    await queue.sendAll(
      JOB_CHUNKS,
      ['a', 'b', 'c'].map((chunk) => ({ job_id: JOB, from: 1, to: 1, chunk })),
    );
    const work = async ({ job_id, chunk }: JobChunk & { chunk: string }) => {
      processed.push(chunk);
      throw new PostponeError(await watch.retryTime(job_id));
    };
    await queue.work(JOB_CHUNKS, work, { concurrency: 1 });
    await queue.idle();
    processed.length = 0;
  });

  it('are left alone while there are no credits', async () => {
    await watch.lookAtAll();
    await queue.idle();
    expect(processed).toEqual([]);
    // Also if a chunk that needed no credits was processed in the meantime.
    expect(waiting).toEqual(['the job: budget']);
  });

  it('go on when the limit is raised, with as many chunks as that can be of use for', async () => {
    await credits.setLimit(JOB, 3);
    await watch.lookAtAll();
    await queue.idle();
    expect(processed).toEqual(['a', 'b']);
    expect(waiting).toEqual([]);
    await credits.setLimit(JOB, null);
    await watch.lookAtAll();
    await queue.idle();
    expect(processed).toEqual(['a', 'b', 'a', 'b', 'c']);
  });

  it('go on when a call gave its credits back', async () => {
    await credits.move({ job_id: JOB, holder: 'a', move: 2, released: 1, spent: [], wanted: [] });
    await watch.lookAtAll();
    await queue.idle();
    expect(processed).toEqual(['a']);
  });

  it('are looked at again when the database is back', async () => {
    await credits.setLimit(JOB, null);
    queue.table.isAway = true;
    await watch.lookAtAll();
    queue.table.isAway = false;
    await watch.lookAtAll();
    await queue.idle();
    expect(processed).toEqual(['a', 'b', 'c']);
  });

  it('go on soon if other calls gave credits back before the chunk was postponed', async () => {
    await credits.move({ job_id: JOB, holder: 'a', move: 2, released: 1, spent: [], wanted: [] });
    expect((await watch.retryTime(JOB)).getTime()).toBeLessThan(Date.now() + 60_000);
  });

  it('go on after some minutes if nobody wakes them', async () => {
    queue.table.elapse(600_000);
    await queue.idle();
    expect(processed).toEqual(['a', 'b', 'c']);
  });
});
