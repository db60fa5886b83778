import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { EventType, LoggedEvent } from '../../src/events/event.js';
import { SqlEventLog } from '../../src/events/log/sql-event.log.js';
import { addEvents } from '../../src/events/outbox/add-events.js';
import { LogWriter } from '../../src/events/relay/log-writer.js';
import { EventSubjects } from '../../src/events/subjects/event-subjects.js';
import type { Outcome } from '../../src/events/webhooks/deliveries/deliveries.store.js';
import { SqlDeliveriesStore } from '../../src/events/webhooks/deliveries/sql-deliveries.store.js';
import { SqlWebhookEndpointsStore } from '../../src/events/webhooks/endpoints/sql-webhook-endpoints.store.js';
import type { NewEndpoint } from '../../src/events/webhooks/endpoints/webhook-endpoints.store.js';
import { addSubjectWebhook, type SubjectWebhook } from '../../src/events/webhooks/subject-webhook.js';
import { clearTables } from '../support/clear-tables.js';
import type { OpenedDatabase } from './event-databases.js';

const DELIVERED: Outcome = { status: 'delivered' };
const FAILED: Outcome = { status: 'failed' };
const attempt = (problem: string | null = null) => ({ at: '2026-01-01', status: 204, problem, duration_ms: 1 });
const anEndpoint = (given: Partial<NewEndpoint> = {}): NewEndpoint => ({
  id: randomUUID(),
  url: 'https://example.com/hook',
  events: ['job.created'],
  description: null,
  secrets: [{ secret: 'whsec_1', until: null }],
  created_by: 'crm',
  ...given,
});

export function webhookStoresContract(name: string, open: () => Promise<OpenedDatabase>): void {
  describe(`the stores of webhooks on ${name}`, () => {
    let opened: OpenedDatabase;
    let endpoints: SqlWebhookEndpointsStore;
    let deliveries: SqlDeliveriesStore;
    let log: SqlEventLog;
    let writer: LogWriter;

    beforeAll(async () => {
      opened = await open();
      const [database] = opened.databases;
      endpoints = new SqlWebhookEndpointsStore(database!);
      deliveries = new SqlDeliveriesStore(database!);
      log = new SqlEventLog(database!);
      writer = new LogWriter(database!, new EventSubjects());
      await log.head();
    });
    afterAll(() => opened.close());
    beforeEach(async () => {
      const tables = ['webhook_deliveries', 'webhooks', 'event_log', 'event_outbox'].map((table) => `jobs.${table}`);
      await opened.databases[0]!.query(clearTables(...tables));
      await opened.databases[0]!.query('update jobs.event_head set last_id = 0');
    });

    /** Logs an event of each type, about the subject. */
    const happens = async (types: readonly EventType[], subject: string | null = null): Promise<LoggedEvent[]> => {
      const after = await log.head();
      const database = opened.databases[0]!;
      await database.transaction((sql) =>
        addEvents(
          sql,
          types.map((type) => ({ type, subject, data: {} })),
        ),
      );
      await writer.moveAll();
      return log.read({ after, upTo: await log.head(), limit: 100 });
    };
    const create = async (given: Partial<NewEndpoint> = {}) => {
      const created = await endpoints.create(anEndpoint(given), 10);
      if (created === null) throw new Error('There are too many');
      return created;
    };
    const due = async () => (await deliveries.due(10, [])).map(({ id }) => id);
    const dueEndpoint = async (id: string) => {
      const endpoint = await deliveries.dueEndpoint(id);
      if (endpoint === null) throw new Error('It is not due');
      return endpoint;
    };
    const record = async (id: string, event: LoggedEvent, outcome: Outcome, problem: string | null = null) =>
      deliveries.record(await dueEndpoint(id), event, attempt(problem), outcome);
    const change = (what: string) => opened.databases[0]!.query(`update jobs.webhooks set ${what}`);

    it('have what was created, page by page, up to a limit', async () => {
      const first = await create({ description: 'first' });
      const second = await create();
      expect(await endpoints.create(anEndpoint(), 2)).toBeNull();
      expect(await endpoints.find(first.id)).toEqual({
        ...first,
        secrets: [{ secret: 'whsec_1', until: null }],
        subject: null,
      });
      expect(first).toMatchObject({
        description: 'first',
        failures: 0,
        disabled_at: null,
        created_at: expect.any(Date),
      });
      const { rows, next_cursor } = await endpoints.list({ limit: 1 });
      expect(rows).toEqual([second]);
      expect(await endpoints.list({ limit: 1, cursor: next_cursor! })).toEqual({ rows: [first], next_cursor: null });
      expect(await endpoints.remove(first.id)).toBe(true);
      expect(await endpoints.remove(first.id)).toBe(false);
      expect([await endpoints.find(first.id), await endpoints.find('unknown')]).toEqual([null, null]);
    });

    it('know which endpoints can be sent something: events of their types since they exist', async () => {
      await happens(['job.created']);
      const { id } = await create();
      expect(await due()).toEqual([]);
      await happens(['job.completed']);
      expect(await due()).toEqual([]);
      const [created] = await happens(['job.created']);
      expect(await due()).toEqual([id]);
      await record(id, created!, DELIVERED);
      expect(await due()).toEqual([]);
      expect(await deliveries.dueEndpoint(id)).toBeNull();
      expect(await endpoints.find(id)).toMatchObject({ last_event_id: created!.id });
    });

    it('hold an endpoint back after a failure, until its time or a change of it', async () => {
      const { id } = await create();
      const [created] = await happens(['job.created']);
      await record(id, created!, { status: 'retrying', afterSeconds: 3_600 }, 'no');
      expect(await due()).toEqual([]);
      expect(await endpoints.find(id)).toMatchObject({
        failures: 1,
        last_event_id: 0,
        next_attempt_at: expect.any(Date),
      });
      await change(`next_attempt_at = now() - interval '1 second'`);
      await record(id, created!, { status: 'retrying', afterSeconds: 3_600 }, 'no');
      expect(await endpoints.find(id)).toMatchObject({ failures: 2 });
      expect(await endpoints.change(id, { url: 'https://example.com/new' })).toMatchObject({
        url: 'https://example.com/new',
        failures: 0,
        next_attempt_at: null,
      });
      await record(id, created!, DELIVERED);
      const { rows } = await deliveries.list(id, { limit: 10 });
      expect(rows).toMatchObject([{ event_id: created!.id, status: 'delivered' }]);
      expect(rows[0]?.attempts.map(({ problem }) => problem)).toEqual(['no', 'no', null]);
    });

    it('do not move an endpoint that is beyond the event, whoever was late', async () => {
      const { id } = await create();
      const [first, second] = await happens(['job.created', 'job.created']);
      const stale = await dueEndpoint(id);
      await record(id, first!, DELIVERED);
      await record(id, second!, DELIVERED);
      await deliveries.record(stale, first!, attempt('late'), { status: 'retrying', afterSeconds: 3_600 });
      expect(await endpoints.find(id)).toMatchObject({ last_event_id: second!.id, failures: 0, next_attempt_at: null });
      expect((await deliveries.list(id, { limit: 10 })).rows.at(-1)).toMatchObject({ status: 'delivered' });
    });

    it.each<[string, Outcome]>([
      ['is tried again', { status: 'retrying', afterSeconds: 3_600 }],
      ['was the last one', FAILED],
      ['says that the receiver is gone', { status: 'failed', disabledBecause: 'gone' }],
    ])(
      'try a changed endpoint at once, whatever becomes of an attempt at its former URL: one that %s',
      async (_, outcome) => {
        const { id } = await create();
        const [created] = await happens(['job.created']);
        const former = await dueEndpoint(id);
        await endpoints.change(id, { url: 'https://example.com/new' });
        await deliveries.record(former, created!, attempt('no'), outcome);
        expect(await dueEndpoint(id)).toMatchObject({ last_event_id: 0, failures: 0 });
        await record(id, created!, DELIVERED);
        expect(await endpoints.find(id)).toMatchObject({ last_event_id: created!.id, disabled_at: null });
      },
    );

    it('tell the hosts of what is due, and leave out those that are named', async () => {
      const urls = ['https://Example.com:8443/a', 'https://example.com/b', 'https://example.org?c'];
      for (const url of urls) await create({ url });
      await happens(['job.created']);
      const hostsOf = async (except: string[]) => (await deliveries.due(10, except)).map(({ host }) => host).toSorted();
      expect(await hostsOf([])).toEqual(['example.com', 'example.com:8443', 'example.org']);
      expect(await hostsOf(['example.com', 'example.org'])).toEqual(['example.com:8443']);
    });

    it('try an endpoint that was repaired at once, although an attempt was under way', async () => {
      const { id } = await create();
      const [created] = await happens(['job.created']);
      await record(id, created!, { status: 'retrying', afterSeconds: 0 }, 'no');
      const attempted = await dueEndpoint(id);
      await endpoints.change(id, {});
      await deliveries.record(attempted, created!, attempt('no'), { status: 'retrying', afterSeconds: 3_600 });
      expect(await due()).toEqual([id]);
    });

    it('give up what is to be tried again when its type is removed', async () => {
      const { id } = await create({ events: ['job.created', 'job.completed'] });
      const [created] = await happens(['job.created', 'job.completed']);
      await record(id, created!, { status: 'retrying', afterSeconds: 3_600 }, 'no');
      const statuses = async () => (await deliveries.list(id, { limit: 10 })).rows.map(({ status }) => status);
      await endpoints.change(id, { description: 'still wanted' });
      expect(await statuses()).toEqual(['retrying']);
      await endpoints.change(id, { events: ['job.completed'] });
      expect(await statuses()).toEqual(['failed']);
    });

    it('send nothing to a disabled endpoint, and what it missed to one that is enabled again', async () => {
      const { id } = await create();
      const [created] = await happens(['job.created']);
      await record(id, created!, { status: 'failed', disabledBecause: 'gone' }, 'gone');
      expect(await endpoints.find(id)).toMatchObject({ disabled_at: expect.any(Date), disabled_reason: 'gone' });
      expect(await due()).toEqual([]);
      expect(await endpoints.change(id, { disabled: false })).toMatchObject({
        disabled_at: null,
        disabled_reason: null,
      });
      expect(await due()).toEqual([id]);
      expect(await endpoints.change(id, { disabled: true })).toMatchObject({ disabled_reason: 'Disabled by PATCH' });
      expect(await endpoints.change(randomUUID(), { disabled: true })).toBeNull();
    });

    it('keep attempts that were asked for beside the order, and delete what is old', async () => {
      const { id } = await create();
      const [created] = await happens(['job.created']);
      await record(id, created!, FAILED, 'no');
      const replayed = await deliveries.recordExtra(id, created!, attempt());
      expect(replayed).toMatchObject({ status: 'delivered', attempts: [{ problem: 'no' }, { problem: null }] });
      expect(await deliveries.recordExtra(id, created!, attempt('again'))).toMatchObject({ status: 'delivered' });
      expect(await deliveries.find(id, replayed!.id)).toMatchObject({ event_type: 'job.created' });
      expect(await deliveries.find(randomUUID(), replayed!.id)).toBeNull();
      expect(await deliveries.recordExtra(randomUUID(), created!, attempt())).toBeNull();
      for (let n = 0; n < 25; n += 1) await deliveries.recordExtra(id, created!, attempt(String(n)));
      expect((await deliveries.find(id, replayed!.id))?.attempts.map(({ problem }) => problem)).toEqual(
        Array.from({ length: 20 }, (_, index) => String(index + 5)),
      );
      expect(await deliveries.removeBefore(new Date(0))).toBe(0);
      expect(await deliveries.removeBefore(new Date(Date.now() + 60_000))).toBe(1);
      expect(await endpoints.find(id)).not.toBeNull();
    });

    it('replace secrets one after the other', async () => {
      const { id } = await create({ secrets: [] });
      const add = (secret: string) => endpoints.rotate(id, (secrets) => [{ secret, until: null }, ...secrets]);
      expect(await Promise.all(Array.from({ length: 5 }, (_, n) => add(String(n))))).not.toContain(false);
      const { secrets } = (await endpoints.find(id))!;
      expect(secrets.map(({ secret }) => secret).toSorted()).toEqual(['0', '1', '2', '3', '4']);
      expect(await endpoints.rotate(randomUUID(), () => [])).toBe(false);
    });

    describe('that belong to a job or batch', () => {
      const add = (given: Partial<SubjectWebhook> & { subject: string }) =>
        addSubjectWebhook(opened.databases[0]!, {
          kind: 'batch',
          url: 'https://example.com/end',
          events: ['batch.completed'],
          ...given,
        });
      const count = async () => {
        const [row] = await opened.databases[0]!.query<{ count: number }>('select count(*)::int from jobs.webhooks');
        return row!.count;
      };
      /** Its end comes, and is told. */
      const ends = async (subject: string) => {
        const [ended] = await happens(['batch.completed'], subject);
        const [id] = await due();
        await record(id!, ended!, DELIVERED);
      };

      it('are told of its ends, as many as were awaited, and of nothing else', async () => {
        const [subject, other] = [randomUUID(), randomUUID()];
        await add({ subject, wait: 1 });
        await add({ subject, wait: 1 });
        await add({ subject, wait: 5 });
        await happens(['batch.completed'], other);
        expect(await due()).toEqual([]);
        expect((await endpoints.list({ limit: 10 })).rows).toEqual([]);
        await ends(subject);
        expect(await count()).toBe(1);
        await ends(subject);
        expect(await count()).toBe(0);
      });

      it('count every time without a number', async () => {
        const subject = randomUUID();
        await add({ subject, kind: 'job' });
        await add({ subject, kind: 'job' });
        await ends(subject);
        expect(await count()).toBe(1);
      });

      it('are told an end that comes after a year', async () => {
        const waiting = randomUUID();
        await add({ subject: waiting });
        await change(`created_at = now() - interval '1 year', updated_at = now() - interval '1 year'`);
        expect(await deliveries.removeBefore(new Date(Date.now() - 30 * 86_400_000))).toBe(0);
        await happens(['batch.completed'], waiting);
        expect(await due()).toHaveLength(1);
      });
    });
  });
}
