import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedDatabase } from '../../../test/support/embedded-database.js';
import { embeddedQueue } from './embedded-queue.js';
import type { PgBossQueue } from './pg-boss.queue.js';
import type { Handler } from './queue.js';

interface Work {
  n: number;
}

describe('the embedded queue', () => {
  const cleaners: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const clean of cleaners.splice(0).toReversed()) await clean();
  });

  async function open(path?: string): Promise<{ queue: PgBossQueue; path: string; close: () => Promise<void> }> {
    const database = await openEmbeddedDatabase(path);
    cleaners.push(() => rm(database.path, { recursive: true, force: true }), database.close);
    return { queue: embeddedQueue(database.postgres, database.directory), path: database.path, close: database.close };
  }

  /** The files as a killed process leaves them: nothing was closed. */
  async function asKilled(path: string): Promise<string> {
    const copy = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-killed-'));
    await cp(path, copy, { recursive: true });
    return copy;
  }

  /** A handler, and a promise for so many of its payloads. */
  function collecting(count: number): { handler: Handler<Work>; payloads: Promise<number[]> } {
    const seen: number[] = [];
    const { promise, resolve } = Promise.withResolvers<number[]>();
    const handler: Handler<Work> = async ({ n }) => {
      seen.push(n);
      if (seen.length === count) resolve(seen);
    };
    return { handler, payloads: promise };
  }

  /** A handler that tells when it began and ends only when it is told to stop. */
  function endless(): { handler: Handler<Work>; begun: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const handler: Handler<Work> = (_, signal) => {
      resolve();
      return new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    return { handler, begun: promise };
  }

  it('works on what was sent, urgent jobs first', async () => {
    const { queue } = await open();
    for (const n of [1, 2, 3]) await queue.send('numbers', { n }, { priority: n === 3 ? 10 : 0 });
    const { handler, payloads } = collecting(3);
    await queue.work('numbers', handler, { concurrency: 1 });
    expect(await payloads).toEqual([3, 1, 2]);
  });

  it('wakes a worker that waits', async () => {
    const { queue } = await open();
    const { handler, payloads } = collecting(1);
    await queue.work('numbers', handler, { concurrency: 2 });
    await queue.send('numbers', { n: 1 });
    expect(await payloads).toEqual([1]);
  });

  it('takes no second job with a key that is under way', async () => {
    const { queue } = await open();
    expect(await queue.send('numbers', { n: 1 }, { singletonKey: 'a' })).not.toBeNull();
    expect(await queue.send('numbers', { n: 2 }, { singletonKey: 'a' })).toBeNull();
    expect(await queue.send('numbers', { n: 3 }, { singletonKey: 'b' })).not.toBeNull();
    expect(await queue.send('numbers', { n: 4 })).not.toBeNull();
    expect(await queue.send('numbers', { n: 5 })).not.toBeNull();
  });

  it('tries a job again that failed', async () => {
    const { queue } = await open();
    let attempts = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    await queue.send('numbers', { n: 1 }, { retryDelaySeconds: 0 });
    await queue.work<Work>(
      'numbers',
      async () => {
        attempts += 1;
        if (attempts === 1) throw new Error('the first attempt fails');
        resolve();
      },
      { concurrency: 1 },
    );
    await promise;
    expect(attempts).toBe(2);
  });

  it('gives the job of a killed process to the next one', async () => {
    const killed = await open();
    const { handler, begun } = endless();
    await killed.queue.send('numbers', { n: 7 });
    await killed.queue.work('numbers', handler, { concurrency: 1 });
    await begun;
    const next = await open(await asKilled(killed.path));
    const worked = collecting(1);
    await next.queue.work('numbers', worked.handler, { concurrency: 1 });
    expect(await worked.payloads).toEqual([7]);
  });

  it('hands unfinished jobs back at once when it stops, at no cost of an attempt', async () => {
    const first = await open();
    const { handler, begun } = endless();
    await first.queue.send('numbers', { n: 7 }, { retryLimit: 0 });
    await first.queue.work('numbers', handler, { concurrency: 1 });
    await begun;
    await first.close();
    const next = await open(first.path);
    const worked = collecting(1);
    await next.queue.work('numbers', worked.handler, { concurrency: 1 });
    expect(await worked.payloads).toEqual([7]);
  });

  it('still takes jobs after it stopped working', async () => {
    const { queue } = await open();
    const { handler } = collecting(1);
    await queue.work('numbers', handler, { concurrency: 1 });
    await queue.stop();
    expect(await queue.send('numbers', { n: 1 })).not.toBeNull();
  });

  it('says that it can be reached', async () => {
    const { queue } = await open();
    await queue.check(AbortSignal.timeout(10_000));
  });
});
