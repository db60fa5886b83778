import { describe, expect, it } from '@jest/globals';
import type { JobStats } from '../../jobs/job.store.js';
import { WorkProgress } from './work-progress.js';

const stats = (queue_size: number, processed: number) =>
  ({ queue_size, emails: { total: 100, processed, failed: 0, saved: 0 } }) as JobStats;
const minute = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));

describe('work', () => {
  it('is stalled when email addresses wait for minutes and none is finished', () => {
    const progress = new WorkProgress();
    expect(progress.isStalled(stats(10, 3), minute(0))).toBe(false);
    expect(progress.isStalled(stats(10, 3), minute(4))).toBe(false);
    expect(progress.isStalled(stats(10, 3), minute(5))).toBe(true);
    expect(progress.isStalled(stats(9, 4), minute(6))).toBe(false);
  });

  it('is not stalled where none waits', () => {
    const progress = new WorkProgress();
    for (const at of [0, 30, 60]) expect(progress.isStalled(stats(0, 3), minute(at))).toBe(false);
    expect(progress.isStalled(stats(10, 3), minute(61))).toBe(false);
  });
});
