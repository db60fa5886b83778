import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { EventType, NewEvent } from '../../src/events/event.js';
import { SqlEventLog } from '../../src/events/log/sql-event.log.js';
import { addEvents, announceProgress } from '../../src/events/outbox/add-events.js';
import { LogWriter } from '../../src/events/relay/log-writer.js';
import { EventSubjects } from '../../src/events/subjects/event-subjects.js';
import type { SqlDatabase } from '../../src/infrastructure/postgres/sql-database.js';
import { clearTables } from '../support/clear-tables.js';
import { activityCases } from './activity.contract.js';
import type { OpenedDatabase } from './event-databases.js';

const ALL = { after: 0, upTo: Number.MAX_SAFE_INTEGER, limit: 10_000 };
const event = (n: number, given: Partial<NewEvent> = {}): NewEvent => ({
  type: 'job.created',
  subject: null,
  data: { n },
  ...given,
});

class RolledBack extends Error {}

/** The database with the writers of several processes. */
export interface EventLogUnderTest {
  database: SqlDatabase;
  log: SqlEventLog;
  writers: LogWriter[];
}

export function eventLogContract(name: string, open: () => Promise<OpenedDatabase>, runs: number): void {
  describe(`the log of events on ${name}`, () => {
    let opened: OpenedDatabase;
    let database: SqlDatabase;
    let log: SqlEventLog;
    let writers: LogWriter[];
    const subjects = new EventSubjects();

    beforeAll(async () => {
      opened = await open();
      database = opened.databases[0]!;
      log = new SqlEventLog(database);
      writers = opened.databases.map((each) => new LogWriter(each, subjects));
      await log.head();
    });
    afterAll(() => opened.close());
    beforeEach(async () => {
      subjects.register('job', { isOver: async () => false });
      await database.query(clearTables('jobs.event_log', 'jobs.event_outbox', 'jobs.activity'));
      await database.query('update jobs.event_head set last_id = 0, counted_id = 0');
    });

    const write = (events: readonly NewEvent[]) => database.transaction((sql) => addEvents(sql, events));
    const pack = (subject: string, entries: readonly unknown[]) =>
      database.query(
        `insert into jobs.event_outbox (type, subject, size, data) values ('item.finished', $1, $2, $3::text::json)`,
        [subject, entries.length, JSON.stringify({ entries })],
      );
    const numbers = async () => (await log.read(ALL)).map(({ data }) => data['n']);

    describe('and what it counts', () => activityCases(() => ({ database, log, writers })));

    it('has no event of a transaction that was rolled back, and no gap where it would be', async () => {
      await write([event(1)]);
      const rolledBack = database.transaction(async (sql) => {
        await addEvents(sql, [event(2)]);
        throw new RolledBack();
      });
      await expect(rolledBack).rejects.toBeInstanceOf(RolledBack);
      await write([event(3), event(4)]);
      await writers[0]!.moveAll();
      const events = await log.read(ALL);
      expect(events.map(({ id, data }) => [id, data['n']])).toEqual([
        [1, 1],
        [2, 3],
        [3, 4],
      ]);
      expect(events[0]).toMatchObject({ type: 'job.created', subject: null, timestamp: expect.any(Date) });
      expect(await log.head()).toBe(3);
    });

    it('has each event once and without gaps, however writers, rollbacks and relays are interleaved', async () => {
      const step = fc.oneof(
        fc.record({ kind: fc.constant('write' as const), count: fc.integer({ min: 1, max: 4 }) }),
        fc.record({ kind: fc.constant('fail' as const), count: fc.integer({ min: 1, max: 4 }) }),
        fc.record({ kind: fc.constant('move' as const), by: fc.nat(writers.length - 1) }),
        fc.record({ kind: fc.constant('bundle' as const), by: fc.nat(writers.length - 1), twice: fc.boolean() }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          await database.query(clearTables('jobs.event_log', 'jobs.event_outbox', 'jobs.activity'));
          await database.query('update jobs.event_head set last_id = 0, counted_id = 0');
          let n = 0;
          const written: number[] = [];
          const take = (count: number) => Array.from({ length: count }, () => (n += 1));
          const perform = async (given: (typeof steps)[number]) => {
            if (given.kind === 'move') return writers[given.by]!.moveAll();
            if (given.kind === 'bundle') {
              const [number = 0] = take(1);
              written.push(number);
              const bundle = {
                id: randomUUID(),
                events: [
                  { size: 1, type: 'batch.progress', subject: null, at: new Date().toISOString(), data: { n: number } },
                ],
              };
              await writers[given.by]!.add(bundle);
              return given.twice ? writers[0]!.add(bundle) : undefined;
            }
            const given_numbers = take(given.count);
            if (given.kind === 'write') written.push(...given_numbers);
            await database
              .transaction(async (sql) => {
                await addEvents(
                  sql,
                  given_numbers.map((number) => event(number)),
                );
                if (given.kind === 'fail') throw new RolledBack();
              })
              .catch((error: unknown) => {
                if (!(error instanceof RolledBack)) throw error;
              });
          };
          await Promise.all(steps.map(perform));
          await writers.at(-1)!.moveAll();
          const events = await log.read(ALL);
          expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
          expect(events.map(({ data }) => data['n']).toSorted((a, b) => Number(a) - Number(b))).toEqual(
            written.toSorted((a, b) => a - b),
          );
          expect(await log.head()).toBe(written.length);
        }),
        { numRuns: runs },
      );
    });

    it('gives the events of one row an ID each, and begins a page in its middle', async () => {
      const job = randomUUID();
      const other = randomUUID();
      const entries = Array.from({ length: 25 }, (_, index) => [index + 1, null, null, null]);
      for (let chunk = 0; chunk < 4; chunk += 1) {
        await pack(job, entries);
        await write([event(chunk, { type: 'job.progress', subject: job }), event(chunk, { subject: other })]);
        await pack(other, entries.slice(0, 3));
      }
      await writers[0]!.moveAll();
      const all = await log.read(ALL);
      expect(all.map(({ id }) => id)).toEqual(Array.from({ length: 4 * 30 }, (_, index) => index + 1));
      expect(all[1]).toMatchObject({
        type: 'item.finished',
        subject: job,
        data: { job_id: job, email_number: 2, status: 'completed' },
      });
      const types: EventType[] = ['item.finished', 'job.progress', 'job.created', 'job.failed'];
      await fc.assert(
        fc.asyncProperty(
          fc.nat(130),
          fc.nat(130),
          fc.integer({ min: 1, max: 60 }),
          fc.option(fc.uniqueArray(fc.constantFrom(...types), { minLength: 1 }), { nil: undefined }),
          fc.option(fc.constantFrom(job, other), { nil: undefined }),
          async (after, upTo, limit, wanted, subject) => {
            const expected = all
              .filter((one) => one.id > after && one.id <= upTo)
              .filter((one) => subject === undefined || one.subject === subject)
              .filter((one) => wanted === undefined || wanted.includes(one.type))
              .slice(0, limit);
            expect(await log.read({ after, upTo, limit, types: wanted, subject })).toEqual(expected);
          },
        ),
        { numRuns: runs * 4 },
      );
    });

    it('tells the progress of a job once for all that changed since, after the events of that change', async () => {
      const job = randomUUID();
      subjects.register('job', {
        isOver: async () => false,
        progress: async (_, ids) => ids.map((id) => event(99, { type: 'job.progress', subject: id })),
      });
      for (let change = 0; change < 3; change += 1) {
        await database.transaction(async (sql) => {
          await addEvents(sql, [event(change)]);
          await announceProgress(sql, job);
        });
      }
      await writers[0]!.moveAll();
      expect(await numbers()).toEqual([0, 1, 2, 99]);
      expect(await log.head()).toBe(4);
    });

    it('moves nothing a second time within a moment, whichever process wants to', async () => {
      await write([event(1)]);
      await database.query(`update jobs.event_head set relayed_at = '-infinity'`);
      expect(await writers[0]!.moveIfDue()).toBe('some');
      await database.query(`update jobs.event_head set relayed_at = clock_timestamp() + interval '50 seconds'`);
      await write([event(2)]);
      expect(await writers.at(-1)!.moveIfDue()).toBe('nothing');
      await database.query(`update jobs.event_head set relayed_at = '-infinity'`);
      expect(await writers.at(-1)!.moveIfDue()).toBe('some');
      expect(await numbers()).toEqual([1, 2]);
    });

    it('moves events also after the clock of the database was set back', async () => {
      await database.query(`update jobs.event_head set relayed_at = clock_timestamp() + interval '1 hour'`);
      await write([event(1)]);
      expect(await writers[0]!.moveIfDue()).toBe('some');
    });

    it('forgets what is old in any number of statements, and counts on', async () => {
      await write(Array.from({ length: 30 }, (_, index) => event(index)));
      await writers[0]!.moveAll();
      await database.query(`update jobs.event_log set at = now() - interval '31 days' where id <= 20`);
      const days30 = new Date(Date.now() - 30 * 86_400_000);
      const { signal } = new AbortController();
      expect(await log.removeBefore(days30, signal)).toBe(20);
      expect(await log.removeBefore(days30, signal)).toBe(0);
      await write([event(100)]);
      await writers[0]!.moveAll();
      const left = await log.read(ALL);
      expect([left[0]?.id, left.at(-1)?.id, left.length]).toEqual([21, 31, 11]);
    });
  });
}
