import { Logger } from '@nestjs/common';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakePgBoss } from '../../../test/support/fake-pg-boss.js';
import { DatabaseUnavailableError } from '../postgres/database-unavailable.error.js';
import type { QueueDriver } from './queue-driver.js';
import { QueueUnavailableError } from './queue-unavailable.error.js';
import { StartedPgBoss } from './started-pg-boss.js';

beforeAll(() => Logger.overrideLogger(false));

describe('StartedPgBoss', () => {
  let bosses: FakePgBoss[];
  let failedWorkers: string[];
  let driver: QueueDriver & { started: NonNullable<QueueDriver['started']> };
  let started: StartedPgBoss;
  /** What the next boss does at each call. */
  let around: FakePgBoss['around'];
  beforeEach(() => {
    bosses = [];
    failedWorkers = [];
    around = async () => {};
    driver = {
      description: 'memory',
      isEmbedded: false,
      connect: async () => {
        const boss = new FakePgBoss();
        boss.around = around;
        bosses.push(boss);
        return boss.asPgBoss;
      },
      started: async () => undefined,
      check: async () => undefined,
    };
    started = new StartedPgBoss(driver, (worker) => void failedWorkers.push(worker));
  });

  const failing =
    (call: string, error: Error = new Error('it fails')) =>
    async (made: string) => {
      if (made === call) throw error;
    };
  const calls = () => bosses.map((boss) => boss.calls);

  it('is started once, at the first use, for any number of concurrent callers', async () => {
    expect(await started.getIfStarted()).toBeNull();
    expect(bosses).toHaveLength(0);
    const got = await Promise.all([started.get(), started.get(), started.withQueue('jobs')]);
    expect(new Set(got).size).toBe(1);
    expect(await started.getIfStarted()).toBe(got[0]);
    expect(calls()).toEqual([['start', 'createQueue jobs']]);
  });

  it('does not create a queue again that an earlier process created', async () => {
    driver.connect = async () => {
      const boss = new FakePgBoss();
      boss.queues = ['jobs'];
      bosses.push(boss);
      return boss.asPgBoss;
    };
    await started.withQueue('jobs');
    await started.withQueue('batches');
    expect(calls()).toEqual([['start', 'createQueue batches']]);
  });

  it('is available only after the driver has finished its startup work', async () => {
    const gate = Promise.withResolvers<void>();
    driver.started = () => gate.promise;
    let isThere = false;
    const got = started.get().then(() => (isThere = true));
    await Promise.resolve();
    expect(isThere).toBe(false);
    gate.resolve();
    await expect(got).resolves.toBe(true);
  });

  it.each(['start', 'started'])('stops what was started if %s fails, and starts over at the next use', async (step) => {
    if (step === 'start') around = failing('start');
    else driver.started = () => Promise.reject(new Error('it fails'));
    const together = await Promise.allSettled([started.get(), started.get()]);
    for (const one of together) expect(one).toMatchObject({ reason: { name: 'QueueUnavailableError' } });
    expect(calls()).toEqual([['start', 'stop']]);
    expect(await started.getIfStarted()).toBeNull();
    around = async () => {};
    driver.started = async () => undefined;
    await expect(started.get()).resolves.toBe(bosses[1]);
    expect(calls()).toEqual([['start', 'stop'], ['start']]);
  });

  it("reports the database's problem if it is unavailable", async () => {
    around = failing('start', new DatabaseUnavailableError({ message: 'Start the database' }));
    await expect(started.get()).rejects.toThrow('Start the database');
    await expect(started.get()).rejects.toThrow(QueueUnavailableError);
  });

  it('fails with the first error even if stopping fails too', async () => {
    around = () => Promise.reject(new Error('it fails'));
    await expect(started.get()).rejects.toThrow(QueueUnavailableError);
  });

  it('passes on the error of a driver that cannot be opened', async () => {
    const failure = new Error('The data directory is in use');
    driver.connect = () => Promise.reject(failure);
    await expect(started.get()).rejects.toBe(failure);
  });

  it('creates each queue once, and retries a failure', async () => {
    around = failing('createQueue jobs');
    await expect(started.withQueue('jobs')).rejects.toThrow(QueueUnavailableError);
    await started.withQueue('batches');
    const [boss] = bosses;
    if (boss) boss.around = async () => {};
    await Promise.all([started.withQueue('jobs'), started.withQueue('jobs')]);
    await started.withQueue('batches');
    expect(calls()).toEqual([['start', 'createQueue jobs', 'createQueue batches', 'createQueue jobs']]);
  });

  it('reports which worker could not take a job or record its end', async () => {
    await started.get();
    bosses[0]?.emit('error', Object.assign(new DatabaseUnavailableError(), { worker: 'one' }));
    bosses[0]?.emit('error', Object.assign(new Error('it fails'), { worker: 'two' }));
    bosses[0]?.emit('error', new Error('nobody of them'));
    expect(failedWorkers).toEqual(['one', 'two']);
  });
});
