import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { once } from '../../src/common/lifecycle/once.js';
import type { SqlDatabase } from '../../src/infrastructure/postgres/sql-database.js';
import { PostponeError } from '../../src/infrastructure/queue/postpone.error.js';
import { QueueUnavailableError } from '../../src/infrastructure/queue/queue-unavailable.error.js';
import type { Queue } from '../../src/infrastructure/queue/queue.js';
import { together } from '../support/together.js';
import { whenReachable } from '../support/ready.js';
import { until } from '../support/until.js';
import { unlimited } from '../support/unlimited.js';
import { collecting, endless, POLLING, received, type Work } from './queue.handlers.js';

/** One process with a queue, and what a test can do to it. */
export interface OpenedQueue {
  queue: Queue;
  /** The database of the queue. */
  database: SqlDatabase;
  /** Ends this process as a signal would, and opens the next one on the same jobs. */
  next: () => Promise<OpenedQueue>;
  /** Ends this process without notice to its queue, and opens the next one on the same jobs. */
  nextAfterDeath: () => Promise<OpenedQueue>;
  /** Makes the database unavailable to this process. */
  loseDatabase: () => Promise<void>;
  /** Closes everything that was opened here. */
  close: () => Promise<void>;
}

/** How soon the processes of a queue notice that one of them is dead. */
export type Pace = 'dead workers are noticed soon' | 'dead workers are never noticed';

/** The contract of every driver of the queue. Nearly all cases wait, so they run together, also with those of another driver. */
export function queueContract(where: string, open: (pace?: Pace) => Promise<OpenedQueue>, it = together()): void {
  describe(`the queue on ${where}`, () => {
    // Jobs that fail are in the log.
    beforeAll(() => Logger.overrideLogger(false));
    const opened: Promise<OpenedQueue>[] = [];
    afterAll(() => Promise.all(opened.map(async (instance) => (await instance).close())));
    const opening = (pace?: Pace) => {
      const instance = open(pace);
      opened.push(instance);
      return instance;
    };

    let shared: Promise<OpenedQueue> | undefined;
    /** A queue without jobs and workers. */
    const aQueue = async () => {
      const { queue, database } = await (shared ??= opening());
      return { queue, database, name: `numbers-${randomUUID()}` };
    };

    /** For a test in which the process dies. */
    const ofItsOwn = async (pace?: Pace) => {
      const instance = await opening(pace);
      return { instance, queue: instance.queue, name: 'numbers' };
    };

    /** The process after one that was stopped while a job was unfinished, and got another one afterwards. */
    const afterStop = once(async () => {
      const { instance } = await ofItsOwn('dead workers are never noticed');
      const { handler, begun } = endless();
      await instance.queue.send('unfinished', { n: 7 }, { retryLimit: 0 });
      await instance.queue.work('unfinished', handler, { concurrency: 1, ...POLLING });
      const { handler: late, worked } = collecting(1);
      await instance.queue.work('sent-afterwards', late, { concurrency: 1, ...POLLING });
      await begun;
      await instance.queue.stop();
      const sent = await instance.queue.send('sent-afterwards', { n: 1 });
      return { queue: (await instance.next()).queue, worked, sent };
    });

    it('processes jobs, urgent ones first and others in order of arrival', async () => {
      const { queue, name } = await aQueue();
      for (const n of [1, 2, 3]) await queue.send(name, { n }, { priority: n === 3 ? 10 : 0 });
      expect(await received(queue, name, 3)).toEqual([3, 1, 2]);
    });

    it('wakes an idle worker', async () => {
      const { queue, name } = await aQueue();
      const { handler, payloads } = collecting(1);
      await queue.work(name, handler, { concurrency: 2, ...POLLING });
      await queue.send(name, { n: 1 });
      expect(await payloads).toEqual([1]);
    });

    it('takes no job of a group of which enough are active, and others before it', async () => {
      const { queue, name } = await aQueue();
      const begun: number[] = [];
      const ends = new Map<number, () => void>();
      const handler = async ({ n }: Work) => {
        begun.push(n);
        await new Promise<void>((resolve) => ends.set(n, resolve));
      };
      const whenBegun = (n: number) => until(async () => (begun.includes(n) ? n : null));
      await queue.work(name, handler, { concurrency: 4, groupConcurrency: 2, ...POLLING });
      for (const n of [1, 2]) {
        await queue.send(name, { n }, { group: 'a' });
        await whenBegun(n);
      }
      await queue.send(name, { n: 3 }, { group: 'a' });
      await queue.send(name, { n: 4 }, { group: 'b' });
      await whenBegun(4);
      await queue.send(name, { n: 5 });
      await whenBegun(5);
      ends.get(1)!();
      await whenBegun(3);
      expect(begun).toEqual([1, 2, 4, 5, 3]);
      for (const end of ends.values()) end();
    });

    it('accepts no second job with a key while one is waiting or active', async () => {
      const { queue, name } = await aQueue();
      expect(await queue.send(name, { n: 1 }, { singletonKey: 'a' })).not.toBeNull();
      expect(await queue.send(name, { n: 2 }, { singletonKey: 'a' })).toBeNull();
      expect(await queue.send(name, { n: 3 }, { singletonKey: 'b' })).not.toBeNull();
      expect(await queue.send(name, { n: 4 })).not.toBeNull();
      expect(await queue.send(name, { n: 5 })).not.toBeNull();
    });

    it('sends many jobs at once, urgent ones first', async () => {
      const { queue, name } = await aQueue();
      await queue.sendAll(name, [{ n: 1 }, { n: 2 }]);
      await queue.sendAll(name, [{ n: 3 }], { priority: 10 });
      await queue.sendAll(name, []);
      expect((await received(queue, name, 3)).slice(0, 1)).toEqual([3]);
    });

    it('sends the jobs of a committed transaction, and none of a failed one', async () => {
      const { queue, database, name } = await aQueue();
      await queue.prepare(name);
      await database.transaction((transaction) => queue.sendAll(name, [{ n: 1 }, { n: 2 }], { transaction }));
      const failure = new Error('the rest of the work fails');
      const failing = database.transaction(async (transaction) => {
        await queue.sendAll(name, [{ n: 3 }], { transaction, priority: 10 });
        throw failure;
      });
      await expect(failing).rejects.toBe(failure);
      expect((await received(queue, name, 2)).toSorted()).toEqual([1, 2]);
    });

    it('refuses to send within a transaction to an unprepared queue instead of deadlocking', async () => {
      const { queue, database, name } = await aQueue();
      const sending = database.transaction((transaction) => queue.sendAll(name, [{ n: 1 }], { transaction }));
      await expect(sending).rejects.toThrow(/not prepared/);
    });

    it('retries a failed job until its last attempt', async () => {
      const { queue, name } = await aQueue();
      await queue.send(name, { n: 7 }, { retryLimit: 1, retryDelaySeconds: 0, singletonKey: 'a' });
      const payloads = await received(queue, name, 3, (place) => {
        if (place === 2) void queue.send(name, { n: 8 }, { priority: -1 });
        if (place <= 2) throw new Error('it fails');
      });
      expect(payloads).toEqual([7, 7, 8]);
      expect(await queue.send(name, { n: 9 }, { singletonKey: 'a' })).not.toBeNull();
    });

    it('counts an attempt whose error contains characters that Postgres cannot store', async () => {
      const { queue, name } = await aQueue();
      await queue.send(name, { n: 7 }, { retryLimit: 2, retryDelaySeconds: 0 });
      const payloads = await received(queue, name, 4, (place) => {
        if (place === 3) void queue.send(name, { n: 8 }, { priority: -1 });
        if (place <= 3) throw new Error(['a\0b', 'a\ud83d', 'it fails'][place - 1], { cause: { '\0': '\udc69' } });
      });
      expect(payloads).toEqual([7, 7, 7, 8]);
    });

    it('puts back a postponed job without using up an attempt', async () => {
      const { queue, name } = await aQueue();
      await queue.send(name, { n: 7 }, { retryLimit: 0 });
      const payloads = await received(queue, name, 3, (place) => {
        if (place < 3) throw new PostponeError(new Date());
      });
      expect(payloads).toEqual([7, 7, 7]);
    });

    it('does not start a postponed job early', async () => {
      const { queue, name } = await aQueue();
      await queue.send(name, { n: 1 }, { singletonKey: 'a', priority: 10 });
      await queue.send(name, { n: 2 });
      const payloads = await received(queue, name, 2, (place) => {
        if (place === 1) throw new PostponeError(new Date(Date.now() + 3_600_000));
      });
      expect(payloads).toEqual([1, 2]);
      expect(await queue.send(name, { n: 3 }, { singletonKey: 'a' })).toBeNull();
    });

    it('wakes postponed jobs by what their payload says, as many as are wanted', async () => {
      const { queue, name } = await aQueue();
      await queue.sendAll(
        name,
        [1, 2, 3, 4].map((n) => ({ n, of: n === 4 ? 'another' : 'one' })),
      );
      const postponed: number[] = [];
      const woken = Promise.withResolvers<number>();
      await queue.work<{ n: number }>(
        name,
        async ({ n }) => {
          if (postponed.includes(n)) return woken.resolve(n);
          postponed.push(n);
          throw new PostponeError(new Date(Date.now() + 3_600_000));
        },
        { concurrency: 1, ...POLLING },
      );
      // The last one may still be on its way back to the queue.
      await until(async () => ((await queue.wake(name, { n: 4 }, 9)) === 1 ? true : null));
      expect(await woken.promise).toBe(4);
      expect(await queue.wake(name, { of: 'nobody' }, 9)).toBe(0);
      const counts = [await queue.wake(name, { of: 'one' }, 2), await queue.wake(name, { of: 'one' }, 9)];
      expect(counts).toEqual([2, 1]);
    });

    it('still retries a job that fails after it was postponed', async () => {
      const { queue, name } = await aQueue();
      await queue.send(name, { n: 7 }, { retryLimit: 1, retryDelaySeconds: 0 });
      const payloads = await received(queue, name, 3, (place) => {
        if (place === 1) throw new PostponeError(new Date());
        if (place === 2) throw new Error('the first attempt fails');
      });
      expect(payloads).toEqual([7, 7, 7]);
    });

    it('sends a job when a schedule is due, and none while that one is active', async () => {
      const { queue, name } = await aQueue();
      const { handler, begun } = endless();
      await queue.work(name, handler, { concurrency: 1, ...POLLING });
      // Due every minute, including the current one.
      await queue.schedule(name, '* * * * *');
      await begun;
      expect(await queue.send(name, { n: 1 }, { singletonKey: name })).toBeNull();
    });

    it('rejects a schedule for a queue without a handler in this process', async () => {
      const { queue, name } = await aQueue();
      await expect(queue.schedule(name, '* * * * *')).rejects.toThrow(/no handler/);
    });

    it('reports the attempts left, and counts only failed ones', async () => {
      const { queue, name } = await aQueue();
      await queue.send(name, { n: 7 }, { retryLimit: 3, retryDelaySeconds: 0 });
      const left: number[] = [];
      await new Promise<void>((resolve) => {
        void queue.work<Work>(
          name,
          async (_, __, { attemptsLeft }) => {
            left.push(attemptsLeft);
            if (left.length === 4) return resolve();
            throw left.length === 2 ? new PostponeError(new Date()) : new Error('it fails');
          },
          { concurrency: 1, ...POLLING },
        );
      });
      expect(left).toEqual([3, 2, 2, 1]);
    });

    it('hands back unfinished jobs when it stops, before a heartbeat expires and without using up an attempt', async () => {
      const { queue } = await afterStop();
      expect(await received(queue, 'unfinished', 1)).toEqual([7]);
    });

    it('takes no more jobs when it drains, but finishes those in progress', async () => {
      const { instance, name } = await ofItsOwn('dead workers are never noticed');
      const begun = Promise.withResolvers<void>();
      const held = Promise.withResolvers<void>();
      const finished: number[] = [];
      const handler = async ({ n }: Work, signal: AbortSignal) => {
        begun.resolve();
        await held.promise;
        signal.throwIfAborted();
        finished.push(n);
      };
      await instance.queue.send(name, { n: 1 }, { retryLimit: 0 });
      await instance.queue.work<Work>(name, handler, { concurrency: 2, ...POLLING });
      await begun.promise;
      await instance.queue.drain();
      expect(await instance.queue.send(name, { n: 2 })).not.toBeNull();
      held.resolve();
      await until(async () => (finished.length > 0 ? true : null));
      const { queue } = await instance.next();
      expect(await received(queue, name, 1)).toEqual([2]);
      expect(finished).toEqual([1]);
    });

    it('counts the jobs that could be taken, and not those that wait for their time', async () => {
      const { queue, name } = await aQueue();
      await queue.sendAll(name, [{ n: 1 }, { n: 2 }, { n: 3 }]);
      const ofName = async () => (await queue.backlog()).filter((waiting) => waiting.queue === name);
      expect(await ofName()).toEqual([{ queue: name, jobs: 3, oldest_seconds: expect.any(Number) }]);
      const postponing = () => Promise.reject(new PostponeError(new Date(Date.now() + 3_600_000)));
      await queue.work(name, postponing, { concurrency: 1, ...POLLING });
      await until(async () => ((await ofName()).length === 0 ? true : null));
    });

    it('says which jobs it does not have, by a value of their payload', async () => {
      const { queue, name } = await aQueue();
      const of = ['waiting', 'active', 'postponed', 'done', 'nobody'];
      expect(await queue.missing(name, 'of', of)).toEqual(of);
      const { handler, begun } = endless();
      await queue.sendAll(name, [{ of: 'postponed' }, { of: 'done' }, { of: 'active' }, { of: 'waiting' }]);
      await queue.work<{ of: string }>(
        name,
        async ({ of: which }, signal, delivery) => {
          if (which === 'postponed') throw new PostponeError(new Date(Date.now() + 3_600_000));
          if (which === 'active') await handler({ n: 1 }, signal, delivery);
        },
        { concurrency: 1, ...POLLING },
      );
      await begun;
      expect((await queue.missing(name, 'of', of)).toSorted()).toEqual(['done', 'nobody']);
      expect(await queue.missing(name, 'of', [])).toEqual([]);
    });

    it('accepts jobs after it was stopped, but processes none', async () => {
      const { queue, worked, sent } = await afterStop();
      expect(sent).not.toBeNull();
      expect(await received(queue, 'sent-afterwards', 1)).toEqual([1]);
      expect(worked).toEqual([]);
    });

    it('gives the job of a dead process to another one', async () => {
      const { instance, name } = await ofItsOwn();
      const { handler, begun } = endless();
      await instance.queue.send(name, { n: 7 });
      await instance.queue.work<Work>(name, handler, { concurrency: 1, ...POLLING });
      await begun;
      const { queue } = await instance.nextAfterDeath();
      expect(await received(queue, name, 1)).toEqual([7]);
    });

    it('reports immediately whether it is reachable', async () => {
      const { instance, queue, name } = await ofItsOwn();
      await whenReachable(queue);
      await expect(queue.check(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
      await instance.loseDatabase();
      await expect(queue.check(unlimited())).rejects.toThrow(QueueUnavailableError);
      await expect(queue.send(name, { n: 1 })).rejects.toThrow(QueueUnavailableError);
      await expect(queue.sendAll(name, [{ n: 1 }])).rejects.toThrow(QueueUnavailableError);
      await expect(queue.prepare('others')).rejects.toThrow(QueueUnavailableError);
    });
  });
}
