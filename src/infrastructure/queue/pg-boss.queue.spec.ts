import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakePgBoss } from '../../../test/support/fake-pg-boss.js';
import { DatabaseUnavailableError } from '../postgres/database-unavailable.error.js';
import { SqlError } from '../postgres/sql.error.js';
import { PgBossQueue } from './pg-boss.queue.js';

const SCHEDULE = 'schedule sweep 7 * * * *';

describe('a schedule that the server does not take at first', () => {
  let boss: FakePgBoss;
  let queue: PgBossQueue;
  let logged: unknown[];
  beforeEach(() => {
    boss = new FakePgBoss();
    queue = new PgBossQueue({
      description: 'memory',
      isEmbedded: false,
      connect: async () => boss.asPgBoss,
      check: async () => undefined,
    });
    logged = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void logged.push(line));
  });
  afterEach(async () => {
    await queue.close();
    jest.restoreAllMocks();
  });

  /** Fails the call once with each error; resolves when it succeeds after them. */
  async function scheduled(call: string, ...errors: Error[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    boss.around = async (made) => {
      const error = made === call ? errors.shift() : undefined;
      if (error) throw error;
      if (made === call) resolve();
    };
    await queue.work('sweep', async () => {}, { concurrency: 1 });
    await queue.schedule('sweep', '7 * * * *');
    await promise;
  }

  it.each([SCHEDULE, 'work sweep'])('is tried again, and the rejection is logged once: %s', async (call) => {
    const rejection = new SqlError('42501');
    await scheduled(call, rejection, rejection);
    expect(logged).toEqual([{ queue: 'sweep', err: rejection }]);
  });

  it('is tried again without a log line during an outage, which the database reports', async () => {
    await scheduled(SCHEDULE, new DatabaseUnavailableError(), new DatabaseUnavailableError());
    expect(logged).toEqual([]);
  });
});
