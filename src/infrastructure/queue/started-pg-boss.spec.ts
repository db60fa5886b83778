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
  /** What the next boss does at each of its calls. */
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

  it('is started once, at the first use, however many come together', async () => {
    expect(await started.getIfStarted()).toBeNull();
    expect(bosses).toHaveLength(0);
    const got = await Promise.all([started.get(), started.get(), started.withQueue('jobs')]);
    expect(new Set(got).size).toBe(1);
    expect(await started.getIfStarted()).toBe(got[0]);
    expect(calls()).toEqual([['start', 'createQueue jobs']]);
  });

  it('is there for nobody before the driver has done what is to be done at the start', async () => {
    const gate = Promise.withResolvers<void>();
    driver.started = () => gate.promise;
    let isThere = false;
    const got = started.get().then(() => (isThere = true));
    await Promise.resolve();
    expect(isThere).toBe(false);
    gate.resolve();
    await expect(got).resolves.toBe(true);
  });

  it.each(['start', 'started'])('stops what it began where %s fails, and the next use begins anew', async (step) => {
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

  it('says what the database says where that is away', async () => {
    around = failing('start', new DatabaseUnavailableError({ message: 'Start the database' }));
    await expect(started.get()).rejects.toThrow('Start the database');
    await expect(started.get()).rejects.toThrow(QueueUnavailableError);
  });

  it('fails with the first failure also where what it began cannot be stopped', async () => {
    around = () => Promise.reject(new Error('it fails'));
    await expect(started.get()).rejects.toThrow(QueueUnavailableError);
  });

  it('throws what the driver throws that cannot be opened', async () => {
    const failure = new Error('The data directory is in use');
    driver.connect = () => Promise.reject(failure);
    await expect(started.get()).rejects.toBe(failure);
  });

  it('makes each queue once, and again where that failed', async () => {
    around = failing('createQueue jobs');
    await expect(started.withQueue('jobs')).rejects.toThrow(QueueUnavailableError);
    await started.withQueue('batches');
    const [boss] = bosses;
    if (boss) boss.around = async () => {};
    await Promise.all([started.withQueue('jobs'), started.withQueue('jobs')]);
    await started.withQueue('batches');
    expect(calls()).toEqual([['start', 'createQueue jobs', 'createQueue batches', 'createQueue jobs']]);
  });

  it('tells which worker could not take a job or record the end of one', async () => {
    await started.get();
    bosses[0]?.emit('error', Object.assign(new DatabaseUnavailableError(), { worker: 'one' }));
    bosses[0]?.emit('error', Object.assign(new Error('it fails'), { worker: 'two' }));
    bosses[0]?.emit('error', new Error('nobody of them'));
    expect(failedWorkers).toEqual(['one', 'two']);
  });
});
