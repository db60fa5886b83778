import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DAY_MS, HOUR_MS } from '../../src/common/durations.js';
import type { Activity, ActivityPeriod } from '../../src/events/activity/activity.store.js';
import { SqlActivityStore } from '../../src/events/activity/sql-activity.store.js';
import { addEvents } from '../../src/events/outbox/add-events.js';
import type { EventBundle } from '../../src/profile-store/event-bundles.store.js';
import type { EventLogUnderTest } from './event-log.contract.js';

const NOON = new Date('2026-11-20T12:10:00Z');
const FOREVER = { from: new Date(0), until: new Date('2100-01-01') };

/** { metric: { label: count } } of all that is counted, also on several days: one may end during a test. */
function counted(activity: readonly Activity[]) {
  const totals: Record<string, Record<string, number>> = {};
  for (const { metric, counts } of activity) {
    const total = (totals[metric] ??= {});
    for (const [label, count] of Object.entries(counts)) total[label] = (total[label] ?? 0) + count;
  }
  return totals;
}

export function activityCases(opened: () => EventLogUnderTest): void {
  const store = () => new SqlActivityStore(opened().database);
  const all = async (period: ActivityPeriod = 'day') => store().read({ period, ...FOREVER });
  const batchEvent = (data: object, at = NOON): EventBundle['events'][number] => ({
    size: 1,
    type: 'batch.completed',
    subject: randomUUID(),
    at: at.toISOString(),
    data,
  });

  it('tells of jobs, items, batches and people, and why items failed', async () => {
    const { database, writers } = opened();
    const writer = writers[0]!;
    const job = { subject: null, data: {} };
    await addEvents(database, [
      { type: 'job.created', ...job },
      { type: 'job.progress', ...job },
      { type: 'job.completed', ...job },
    ]);
    const entries = [
      [1, null, null, null],
      [2, 'not_found', false, null],
      [3, 'not_found', false, null],
      [4, 'network', true, null],
    ];
    await database.query(
      `insert into jobs.event_outbox (type, subject, size, data) values ('item.finished', $1, 4, $2::text::json)`,
      [randomUUID(), JSON.stringify({ entries })],
    );
    await writer.moveAll();
    const profile = { size: 2, subject: null, at: new Date().toISOString() };
    await writer.add({
      id: randomUUID(),
      events: [
        { ...profile, type: 'profile.created', data: { entries: [[randomUUID()], [randomUUID()]] } },
        {
          ...batchEvent({ status: 'processing', finished: { done: 0, failed: 0, error_codes: {} } }),
          type: 'batch.progress',
        },
        batchEvent({ status: 'completed', finished: { done: 5, failed: 2, error_codes: { A: 1, B: 1 } } }),
        batchEvent({ status: 'cancelled', finished: { done: 1, failed: 0, error_codes: {} } }),
        batchEvent({ status: 'completed', progress: { done: 3, total: 3, failed: 1 } }),
      ],
    });
    const days = await all();
    expect(counted(days.filter(({ start }) => start > NOON))).toEqual({
      'job.created': { '': 1 },
      'job.completed': { '': 1 },
      'item.completed': { '': 1 },
      'item.failed': { '': 3 },
      'item.error': { not_found: 2, network: 1 },
      'profile.created': { '': 2 },
    });
    expect(counted(days.filter(({ start }) => start < NOON))).toEqual({
      'batch.completed': { '': 2 },
      'batch.cancelled': { '': 1 },
      'batch_item.completed': { '': 6 },
      'batch_item.failed': { '': 3 },
      'batch_item.error': { A: 1, B: 1 },
    });
  });

  it('leaves out what an event does not say, and keeps none out of the log', async () => {
    const writer = opened().writers[0]!;
    const events = [batchEvent({}), batchEvent({ status: 'completed', finished: {} })];
    await writer.add({ id: randomUUID(), events });
    await writer.moveAll();
    expect(counted(await all())).toEqual({ 'batch.completed': { '': 1 } });
  });

  it('counts each event once, whichever processes move it, however often a bundle comes', async () => {
    const { database, writers, log } = opened();
    const bundle = { id: randomUUID(), events: [batchEvent({ status: 'completed' })] };
    const job = { type: 'job.created', subject: null, data: {} } as const;
    for (let round = 0; round < 20; round += 1) {
      await addEvents(database, [job, job, job]);
      await Promise.all(writers.flatMap((writer) => [writer.moveAll(), writer.add(bundle)]));
    }
    expect(await log.head()).toBe(61);
    expect(counted(await all())).toMatchObject({ 'job.created': { '': 60 }, 'batch.completed': { '': 1 } });
  });

  it('is kept when events are deleted', async () => {
    const { database, writers, log } = opened();
    await addEvents(database, [{ type: 'job.created', subject: null, data: {} }]);
    await writers[0]!.moveAll();
    await log.removeBefore(new Date(Date.now() + DAY_MS), new AbortController().signal);
    await addEvents(database, [{ type: 'job.created', subject: null, data: {} }]);
    await writers[0]!.moveAll();
    expect(counted(await all())).toEqual({ 'job.created': { '': 2 } });
  });

  it('adds what processes have counted themselves, to the hour and the day in which it happened', async () => {
    const at = (hours: number) => new Date(NOON.getTime() + hours * HOUR_MS);
    const uses = (hours: number, count: number) => ({ at: at(hours), metric: 'tokens.bearer', label: '', count });
    await Promise.all([store().add([uses(0, 1), uses(1, 10)]), store().add([uses(0, 2), uses(12, 100)])]);
    const shown = async (period: ActivityPeriod, from: string, until: string) =>
      (await store().read({ period, from: new Date(from), until: new Date(until) }))
        .map(({ start, counts }) => [start.toISOString(), counts['']])
        .toSorted();
    expect(await shown('day', '2026-11-20T00:00Z', '2026-11-22T00:00Z')).toEqual([
      ['2026-11-20T00:00:00.000Z', 13],
      ['2026-11-21T00:00:00.000Z', 100],
    ]);
    expect(await shown('hour', '2026-11-20T12:00Z', '2026-11-20T13:00Z')).toEqual([['2026-11-20T12:00:00.000Z', 3]]);
  });
}
