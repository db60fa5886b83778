import type { Backend } from '../backend.js';
import type { SqlExecutor } from '../postgres/sql-database.js';

export interface SendOptions {
  /** Higher goes first; default 0. */
  priority?: number;
  /** While a job with this key waits or is worked on, another one is not taken. */
  singletonKey?: string;
  /** How often a job that failed is worked on again; default 5. */
  retryLimit?: number;
  /** Seconds before the first repetition, doubled for every further one; default 2. */
  retryDelaySeconds?: number;
}

export interface SendAllOptions {
  /** Higher goes first; default 0. */
  priority?: number;
  /** How often a job that failed is worked on again; default 5. */
  retryLimit?: number;
  /** Sends within this transaction of the queue's own database, for which the queue has to be prepared. */
  transaction?: SqlExecutor;
}

export interface WorkOptions {
  /** Jobs worked on at once by this process. */
  concurrency: number;
  /** How often an idle worker looks for jobs that were not announced to it, in seconds; default 2. */
  pollingSeconds?: number;
}

export interface Delivery {
  /** How often the job is handed out again where this time does not end it, by a handler that throws or a process that dies. */
  attemptsLeft: number;
}

/**
 * Works on one job. A handler that throws has its job tried again later; PostponeError says when, and costs no attempt.
 * The signal is aborted when the process shuts down; a handler that throws then has its job given to the next process
 * at once, at no cost of an attempt.
 */
export type Handler<Payload> = (payload: Payload, signal: AbortSignal, delivery: Delivery) => Promise<void>;

/**
 * Work to be done later, by this process or another one. What was sent survives a crash of everybody; delivery is at
 * least once. Connects at the first use.
 */
export abstract class Queue implements Backend {
  abstract readonly isEmbedded: boolean;
  /** Which driver it is, and where; safe to display. */
  abstract readonly description: string;
  /**
   * The id of the job, null where one with the same singletonKey is under way.
   * @throws QueueUnavailableError
   */
  abstract send(queue: string, payload: object, options?: SendOptions): Promise<string | null>;
  /**
   * Sends many jobs, all or none.
   * @throws QueueUnavailableError; inside a transaction, what its executor throws
   */
  abstract sendAll(queue: string, payloads: readonly object[], options?: SendAllOptions): Promise<void>;
  /**
   * Makes sure that the queue exists. To be called before a transaction that sends to it, never inside: it needs a
   * connection of its own.
   * @throws QueueUnavailableError
   */
  abstract prepare(queue: string): Promise<void>;
  /**
   * Has the handler work on what was sent. On a server it returns at once, and work begins when the server answers.
   * @throws on the embedded driver, what opening it throws
   */
  abstract work<Payload extends object>(queue: string, handler: Handler<Payload>, options: WorkOptions): Promise<void>;
  /**
   * Sends a job without content at every tick of a cron expression (five fields, in UTC), once for all processes that ask
   * for the same. A tick is passed over while the job of an earlier one waits or is worked on; for ticks at which no
   * process was there, one job is sent afterwards. The job has the name of the queue for its singletonKey. What was asked
   * for before is replaced. On a server it returns at once.
   * @throws where this process does not work on the queue; on the embedded driver, also what opening it throws
   */
  abstract schedule(queue: string, cron: string): Promise<void>;
  /** Takes no more work and hands back what is unfinished; sending goes on. */
  abstract stop(): Promise<void>;
  /** Fails when no work can be sent. */
  abstract check(signal: AbortSignal): Promise<void>;
}
