import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { settings } from '../../test/support/settings.js';
import { unlimited } from '../../test/support/unlimited.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import type { ErasureStore } from '../profile-store/erasure.store.js';
import { ProfileRetention } from './profile-retention.js';

const NOW = new Date('2026-02-01T00:00:00.000Z');

describe('old profiles', () => {
  afterEach(() => void jest.restoreAllMocks());

  /** What the store deletes, call by call. */
  function retention(days: string, ...deleted: number[]) {
    jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
    jest.spyOn(Date, 'now').mockReturnValue(NOW.getTime());
    const dates: Date[] = [];
    const store: Pick<ErasureStore, 'deleteFetchedBefore'> = {
      deleteFetchedBefore: async (date) => (dates.push(date), deleted.shift() ?? 0),
    };
    const config = settings({ PROFILE_RETENTION_DAYS: days });
    return { dates, task: new ProfileRetention(store as ErasureStore, config, new UpkeepTasks()) };
  }

  it('are deleted a bounded number at a time until none is left', async () => {
    const { dates, task } = retention('31', 500, 500, 20);
    await task.run(unlimited());
    expect(dates).toEqual(Array.from({ length: 4 }, () => new Date('2026-01-01T00:00:00.000Z')));
  });

  it('are kept if no retention is set', async () => {
    const { dates, task } = retention('0');
    await task.run(unlimited());
    expect(dates).toEqual([]);
  });

  it('are left to another process at shutdown', async () => {
    const { dates, task } = retention('1', 500, 500);
    const signal = AbortSignal.abort(new Error('shutting down'));
    await expect(task.run(signal)).rejects.toThrow('shutting down');
    expect(dates).toEqual([]);
  });
});
