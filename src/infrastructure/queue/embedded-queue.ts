import { abortable } from '../../common/lifecycle/abortable.js';
import type { DataDirectory } from '../data-directory/data-directory.js';
import type { EmbeddedPostgres } from '../postgres/embedded/embedded-postgres.js';
import { recoverAbandonedJobs, SCHEMA } from './job-recovery.js';
import { keepWaitingJobs } from './kept-jobs.js';
import { PgBossQueue } from './pg-boss.queue.js';
import { CRON_PACE, WARNED_QUEUE_SIZE, type CronPace } from './queue-driver.js';

/** A queue in the embedded Postgres. The lock on the data directory guarantees that no other process works on its jobs. */
export function embeddedQueue(
  postgres: EmbeddedPostgres,
  directory: DataDirectory,
  pace: CronPace = CRON_PACE,
): PgBossQueue {
  const queue = new PgBossQueue({
    description: 'embedded Postgres in the data directory',
    isEmbedded: true,
    connect: async () => {
      const [driver, { fromPglite, PgBoss }] = await Promise.all([postgres.driver(), import('pg-boss')]);
      // Registered after the database, so it is closed before it.
      directory.closeBeforeUnlocking(() => queue.close());
      return new PgBoss({
        db: fromPglite(driver),
        backend: 'pglite',
        schema: SCHEMA,
        cronMonitorIntervalSeconds: pace.cronSeconds,
        cronWorkerIntervalSeconds: pace.cronWorkerSeconds,
        warningQueueSize: WARNED_QUEUE_SIZE,
        useListenNotify: true,
      });
    },
    started: async (boss) => {
      await keepWaitingJobs(boss);
      await recoverAbandonedJobs(boss);
    },
    check: async (start, signal) => {
      await abortable(directory.checkDisk(), signal);
      const boss = await abortable(start(), signal);
      await abortable(boss.getDb().executeSql('select 1'), signal);
    },
  });
  return queue;
}
