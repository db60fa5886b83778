import { abortable } from '../../common/lifecycle/abortable.js';
import type { PgConnections } from '../postgres/server/pg-connections.js';
import { SCHEMA } from './job-recovery.js';
import { keepWaitingJobs } from './kept-jobs.js';
import { pgBossDatabase } from './pg-boss-database.js';
import { PgBossQueue } from './pg-boss.queue.js';
import { CRON_PACE, WARNED_QUEUE_SIZE, type CronPace } from './queue-driver.js';

export interface DeadWorkers {
  /** Seconds without a heartbeat after which a worker is considered dead; at least 10. */
  heartbeatSeconds: number;
  /** How often to look for dead workers, in seconds. */
  lookedForEverySeconds: number;
}

const DEAD_WORKERS: DeadWorkers = { heartbeatSeconds: 30, lookedForEverySeconds: 15 };

/** A queue in an external Postgres, shared by any number of processes. */
export function postgresQueue(
  connections: PgConnections,
  pace: DeadWorkers & CronPace = { ...DEAD_WORKERS, ...CRON_PACE },
): PgBossQueue {
  const { heartbeatSeconds, lookedForEverySeconds } = pace;
  return new PgBossQueue({
    description: connections.description,
    isEmbedded: false,
    heartbeatSeconds,
    connect: async () => {
      const { PgBoss } = await import('pg-boss');
      return new PgBoss({
        db: pgBossDatabase(connections),
        schema: SCHEMA,
        monitorIntervalSeconds: lookedForEverySeconds,
        superviseIntervalSeconds: lookedForEverySeconds,
        cronMonitorIntervalSeconds: pace.cronSeconds,
        cronWorkerIntervalSeconds: pace.cronWorkerSeconds,
        warningQueueSize: WARNED_QUEUE_SIZE,
        useListenNotify: connections.canListen,
      });
    },
    started: keepWaitingJobs,
    check: async (start, signal) => {
      await connections.check(signal);
      await abortable(start(), signal);
    },
  });
}
