import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../../../test/support/embedded-database.js';
import { inRequest } from '../../../common/logging/request-context.js';
import type { EmbeddedDriver } from './embedded-driver.js';
import { EmbeddedSqlDatabase } from './embedded-sql-database.js';
import type { PostgresThread } from './postgres-thread.js';
import { sharedSession } from './shared-session.js';
import type { ThreadRequest } from './thread-messages.js';

const ROUNDS = 40;

describe('the only session of the embedded Postgres', () => {
  let embedded: EmbeddedDatabase;
  let database: EmbeddedSqlDatabase;
  beforeAll(async () => {
    embedded = await openEmbeddedDatabase();
    database = new EmbeddedSqlDatabase(embedded.postgres);
    await database.query('create schema apart');
    await database.query('create table apart.kept (number int primary key)');
    await embedded.supabase.open();
  });
  afterAll(() => removeEmbeddedDatabase(embedded));

  const numbers = Array.from({ length: ROUNDS }, (_, index) => index);
  const kept = async () => (await database.query<{ number: number }>('select number from apart.kept')).length;

  it('is not shared with a request of the Supabase driver: what was acknowledged stays when the request fails', async () => {
    const failing = numbers.map(() =>
      embedded.supabase.call('save_profiles', { p_profiles: 'no list' }).then(
        () => 'done',
        () => 'failed',
      ),
    );
    for (const number of numbers) {
      await database.query('insert into apart.kept values ($1)', [number]);
      await turn();
    }
    expect(new Set(await Promise.all(failing))).toEqual(new Set(['failed']));
    expect(await kept()).toBe(ROUNDS);
  });

  it('is free of a transaction that a failed script began', async () => {
    const driver = await embedded.postgres.driver();
    const scripts = numbers.map(() => driver.exec('begin; select 1 / 0; commit').catch(() => undefined));
    const found = numbers.map((number) => embedded.supabase.call('profile_with_email', { p_email: `${number}@x.io` }));
    expect(await Promise.all([...found, ...scripts])).toHaveLength(2 * ROUNDS);
    expect(await kept()).toBe(ROUNDS);
  });

  it('lets a request wait for the work that is running, and not for all that jobs have sent before', async () => {
    const driver = await embedded.postgres.driver();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const running = driver.transaction(() => held);
    const order: string[] = [];
    const done = (name: string) => driver.query('select 1').then(() => order.push(name));
    const jobs = ['first', 'second', 'third'].map(done);
    await turn();
    const request = new Promise<number>((resolve) => inRequest('a request', () => resolve(done('request'))));
    release();
    await Promise.all([running, ...jobs, request]);
    expect(order).toEqual(['request', 'first', 'second', 'third']);
  });

  it('lets a request go on with its next statements before the work of jobs', async () => {
    const driver = await embedded.postgres.driver();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const running = driver.transaction(() => held);
    const order: string[] = [];
    const done = (name: string) => driver.query('select 1').then(() => order.push(name));
    const steps = async () => {
      await done('one');
      await Promise.all([done('two'), done('three')]);
      await embedded.supabase.call('profile_with_email', { p_email: 'ann@x.io' });
      await done('four');
    };
    const request = new Promise((resolve) => inRequest('a request', () => resolve(steps())));
    const job = done('job');
    release();
    await Promise.all([running, request, job]);
    expect(order).toEqual(['one', 'two', 'three', 'four', 'job']);
  });

  it('runs all statements of requests that wait, also after one that fails', async () => {
    const driver = await embedded.postgres.driver();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const running = driver.transaction(() => held);
    const statements = ['select 1 / 0', `insert into apart.kept values (-1)`, 'select 1 as one'];
    const request = new Promise((resolve) =>
      inRequest('a request', () => resolve(Promise.allSettled(statements.map((text) => driver.query(text))))),
    );
    release();
    await running;
    expect(await request).toMatchObject([
      { status: 'rejected', reason: { code: '22012' } },
      { status: 'fulfilled' },
      { status: 'fulfilled', value: { rows: [{ one: 1 }] } },
    ]);
    expect(await database.query('delete from apart.kept where number = -1 returning number')).toHaveLength(1);
  });

  it('lets the work of jobs go on, however many requests there are', async () => {
    const driver = await embedded.postgres.driver();
    const LIMIT = 1_000;
    const work = { isDone: false, rounds: 0 };
    const requests = async () => {
      for (; work.rounds < LIMIT && !work.isDone; work.rounds += 1)
        await Promise.all([driver.query('select 1'), driver.query('select 2')]);
    };
    const ended = new Promise((resolve) => inRequest('a request', () => resolve(requests())));
    for (let statements = 0; statements < 5; statements += 1) await driver.query('select 1');
    work.isDone = true;
    await ended;
    expect(work.rounds).toBeLessThan(LIMIT);
  });

  it('sends the thread what a request waits for at once, and one statement of other work', async () => {
    const sent: ThreadRequest[] = [];
    const never = { request: (request: ThreadRequest) => new Promise(() => sent.push(request)) };
    const sessionOf = () => sharedSession(never as Partial<PostgresThread> as PostgresThread);
    const ask = (driver: EmbeddedDriver) => ['one', 'two', 'three'].forEach((text) => void driver.query(text));
    inRequest('a request', () => ask(sessionOf()));
    await turn();
    expect(sent).toMatchObject([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
    ask(sessionOf());
    await turn();
    expect(sent).toHaveLength(4);
  });
});
