import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { unlimited } from '../../../test/support/unlimited.js';
import { DAY_MS, keptDays } from '../../common/durations.js';
import { Retention } from './retention.js';
import { UpkeepTasks } from './upkeep-tasks.js';

const NOW = new Date('2026-02-01T00:00:00.000Z');

class RowRetention extends Retention {
  readonly times: Date[];

  constructor(upkeep: UpkeepTasks, keptMs: number | null, ...deleted: number[]) {
    const times: Date[] = [];
    const deleteBefore = async (time: Date) => (times.push(time), deleted.shift() ?? 0);
    super(upkeep, { name: 'rows', cron: '* * * * *', keptMs, deleteBefore, message: 'Rows deleted' });
    this.times = times;
  }
}

describe('a retention', () => {
  afterEach(() => void jest.restoreAllMocks());

  function aRetention(keptMs: number | null, ...deleted: number[]) {
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
    jest.spyOn(Date, 'now').mockReturnValue(NOW.getTime());
    const upkeep = new UpkeepTasks();
    const task = new RowRetention(upkeep, keptMs, ...deleted);
    expect(upkeep.all()).toEqual([task]);
    return { task, log };
  }

  it('deletes what is too old, however many calls that takes', async () => {
    const { task, log } = aRetention(31 * DAY_MS, 500, 500, 20);
    await task.run(unlimited());
    expect(task.times).toEqual(Array.from({ length: 4 }, () => new Date('2026-01-01T00:00:00.000Z')));
    expect(log.mock.calls).toEqual([[{ deleted: 1_020 }, 'Rows deleted']]);
  });

  it('says nothing where there is nothing to delete', async () => {
    const { task, log } = aRetention(DAY_MS);
    await task.run(unlimited());
    expect(log).not.toHaveBeenCalled();
  });

  it('keeps everything with a setting of 0 days', async () => {
    const { task } = aRetention(keptDays(0), 500);
    await task.run(unlimited());
    expect(task.times).toEqual([]);
  });

  it('is left to another process at shutdown', async () => {
    const { task } = aRetention(keptDays(1), 500);
    const reason = new Error('shutting down');
    await expect(task.run(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(task.times).toEqual([]);
  });
});
