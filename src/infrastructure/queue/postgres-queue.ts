import { SCHEMA } from './job-recovery.js';
import { PgBossQueue } from './pg-boss.queue.js';

/** How often dead workers are looked for, in seconds; their heartbeat is 30 s. */
const MONITOR_INTERVAL = 15;

/** A queue in a Postgres of its own, shared by any number of processes. */
export function postgresQueue(connectionString: string): PgBossQueue {
  const { host, pathname } = new URL(connectionString);
  return new PgBossQueue(`Postgres at ${host}${pathname}`, async () => {
    const { PgBoss } = await import('pg-boss');
    const boss = new PgBoss({
      connectionString,
      schema: SCHEMA,
      application_name: 'linkedin-profile-service',
      monitorIntervalSeconds: MONITOR_INTERVAL,
      superviseIntervalSeconds: MONITOR_INTERVAL,
      useListenNotify: true,
    });
    return { boss };
  });
}
