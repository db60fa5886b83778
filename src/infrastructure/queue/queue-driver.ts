import type { PgBoss } from 'pg-boss';

/**
 * How often to check whether a schedule is due, in seconds, 1 to 45. A tick is sent up to this much late, plus the worker's
 * interval.
 */
export interface CronPace {
  cronSeconds: number;
  cronWorkerSeconds: number;
}

export const CRON_PACE: CronPace = { cronSeconds: 30, cronWorkerSeconds: 5 };

/** pg-boss warns of a queue with more waiting jobs than this. One list of a million rows has 10,000 of them. */
export const WARNED_QUEUE_SIZE = 100_000;

/** The Postgres of a queue, embedded or a server. */
export interface QueueDriver {
  /** Which driver it is, and where; safe to display. */
  readonly description: string;
  /** If false, the server may be unreachable at startup: it is then waited for instead of failing the start. */
  readonly isEmbedded: boolean;
  /** A pg-boss that has not been started. */
  connect(): Promise<PgBoss>;
  /** Work to do after the start. */
  started?(boss: PgBoss): Promise<void>;
  /** Fails if the database cannot be read and written. */
  check(boss: () => Promise<PgBoss>, signal: AbortSignal): Promise<void>;
  /** Seconds without a heartbeat after which a worker is considered dead; default 30. */
  heartbeatSeconds?: number;
}
