import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../../../../test/support/needed-programs.js';
import { POSTGRES, openRealPostgres, type RealPostgres } from '../../../../test/support/real-postgres.js';
import { until } from '../../../../test/support/until.js';
import { PgConnections } from './pg-connections.js';
import { PgListener } from './pg-listener.js';

describeWith([POSTGRES], 'a listener', () => {
  let server: RealPostgres | null;
  let connections: PgConnections;
  beforeAll(async () => {
    server = await openRealPostgres();
    connections = PgConnections.to((await server?.database()) ?? '');
  });
  afterAll(async () => {
    await connections.close();
    await server?.close();
  });

  it('receives notifications, also after its connection was cut, and none after it is closed', async () => {
    const heard: string[] = [];
    let connected = 0;
    const listener = new PgListener(
      connections,
      'news "of" the day',
      (payload) => heard.push(payload),
      () => (connected += 1),
    );
    const notify = (payload: string) => connections.query('select pg_notify($1, $2)', ['news "of" the day', payload]);
    const listeners = async () =>
      (await connections.query(`select pid from pg_stat_activity where query like 'listen %'`)).rows as {
        pid: number;
      }[];

    listener.open();
    await until(async () => connected === 1 || null);
    await notify('one');
    await until(async () => heard.length === 1 || null);

    for (const { pid } of await listeners()) await connections.query('select pg_terminate_backend($1)', [pid]);
    await until(async () => connected === 2 || null);
    await notify('two');
    await until(async () => heard.length === 2 || null);
    expect(heard).toEqual(['one', 'two']);

    await listener.close();
    await until(async () => (await listeners()).length === 0 || null);
    expect(connected).toBe(2);
  });
});
