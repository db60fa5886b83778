import type { PgBoss } from 'pg-boss';

/** How often is looked whether a schedule is due, in seconds, 1 to 45. A tick is sent up to this much late, and the worker's. */
export interface CronPace {
  cronSeconds: number;
  cronWorkerSeconds: number;
}

export const CRON_PACE: CronPace = { cronSeconds: 30, cronWorkerSeconds: 5 };

/** The Postgres that a queue lives in, embedded or a server. */
export interface QueueDriver {
  /** Which driver it is, and where; safe to display. */
  readonly description: string;
  /** One that is not may be unreachable while this process runs: it is then waited for instead of failing the start. */
  readonly isEmbedded: boolean;
  /** A pg-boss that is not started. */
  connect(): Promise<PgBoss>;
  /** What is to be done once it is started. */
  started?(boss: PgBoss): Promise<void>;
  /** Fails when nothing can be read and written. */
  check(boss: () => Promise<PgBoss>, signal: AbortSignal): Promise<void>;
  /** Seconds after which a worker that gives no sign of life counts as dead; default 30. */
  heartbeatSeconds?: number;
}
