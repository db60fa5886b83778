import { afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakeKnownPeople } from '../../test/support/fake-known-people.js';
import { FakeProfileStore } from '../../test/support/fake-profile-store.js';
import { settings } from '../../test/support/settings.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { MissRetention } from './miss-retention.js';

const START = Date.UTC(2026, 0, 1);
const never = new AbortController().signal;
const miss = (slug: string) => ({ lookup: { by: 'url', slug } as const, source: 'fake' });

beforeAll(() => Logger.overrideLogger(false));
afterEach(() => void jest.useRealTimers());

it('deletes what is older than NOT_FOUND_MAX_AGE_HOURS, however many calls that takes', async () => {
  jest.useFakeTimers({ now: START });
  const known = new FakeKnownPeople(new FakeProfileStore(), 48);
  known.mostForgotten = 2;
  await known.remember(['a', 'b', 'c'].map(miss));
  jest.setSystemTime(START + 3_600_000);
  await known.remember([miss('d')]);
  jest.setSystemTime(START + 48 * 3_600_000 + 1);
  const upkeep = new UpkeepTasks();
  const task = new MissRetention(known, settings({ NOT_FOUND_MAX_AGE_HOURS: '48' }), upkeep);
  expect(upkeep.all()).toEqual([task]);
  await task.run(never);
  expect([...known.misses.values()]).toMatchObject([miss('d')]);
});

it('stops at shutdown', async () => {
  const known = new FakeKnownPeople(new FakeProfileStore());
  const task = new MissRetention(known, settings(), new UpkeepTasks());
  const reason = new Error('the process ends');
  await expect(task.run(AbortSignal.abort(reason))).rejects.toBe(reason);
});
