import type { Backend } from '../backend.js';
import type { SqlExecutor } from '../postgres/sql-database.js';

export interface SendOptions {
  /** Higher goes first; default 0. */
  priority?: number;
  /** While a job with this key is waiting or active, another one is not accepted. */
  singletonKey?: string;
  /** How often a failed job is retried; default 5. */
  retryLimit?: number;
  /** Seconds before the first retry, doubled for each further one; default 2. */
  retryDelaySeconds?: number;
  /** For `groupConcurrency`; default none, which is not limited. */
  group?: string;
}

export interface SendAllOptions {
  /** Higher goes first; default 0. */
  priority?: number;
  /** How often a failed job is retried; default 5. */
  retryLimit?: number;
  /** Sends within this transaction of the queue's own database; the queue must have been prepared. */
  transaction?: SqlExecutor;
}

export interface WorkOptions {
  /** Concurrent jobs in this process. */
  concurrency: number;
  /** How often an idle worker polls for jobs it was not notified of, in seconds; default 2. */
  pollingSeconds?: number;
  /**
   * Concurrent jobs of one group, in all processes together; jobs of other groups are taken before those that wait for this. Workers
   * that look for jobs at the same moment can exceed it. Default no limit.
   */
  groupConcurrency?: number;
}

export interface Delivery {
  /** How often the job will be redelivered if the handler throws or the process dies this time. */
  attemptsLeft: number;
}

/** Jobs of one queue that are due and have not been taken yet. */
export interface Backlog {
  queue: string;
  jobs: number;
  /** How long the oldest of them has been due. */
  oldest_seconds: number;
}

/**
 * Processes one job. If a handler throws, its job is retried later. PostponeError sets the time and uses up no attempt, and
 * neither does StoreUnavailableError: a job waits for a store for as long as it is unavailable. The signal is aborted at
 * shutdown; if a handler throws then, its job is handed to the next process immediately, without using up an attempt.
 */
export type Handler<Payload> = (payload: Payload, signal: AbortSignal, delivery: Delivery) => Promise<void>;

/**
 * Background work for this process or another one. Sent jobs survive a crash of every process; delivery is at least once.
 * Connects at the first use.
 */
export abstract class Queue implements Backend {
  abstract readonly isEmbedded: boolean;
  /** Which driver it is, and where; safe to display. */
  abstract readonly description: string;
  /**
   * The ID of the job; null if one with the same singletonKey is waiting or active.
   * @throws QueueUnavailableError
   */
  abstract send(queue: string, payload: object, options?: SendOptions): Promise<string | null>;
  /**
   * Sends all jobs or none.
   * @throws QueueUnavailableError; inside a transaction, what its executor throws
   */
  abstract sendAll(queue: string, payloads: readonly object[], options?: SendAllOptions): Promise<void>;
  /**
   * Creates the queue if needed. Call it before a transaction that sends to the queue, never inside, because it needs its own
   * connection.
   * @throws QueueUnavailableError
   */
  abstract prepare(queue: string): Promise<void>;
  /**
   * Registers a handler. With a server it returns immediately, and work begins when the server responds.
   * @throws with the embedded driver, what opening it throws
   */
  abstract work<Payload extends object>(queue: string, handler: Handler<Payload>, options: WorkOptions): Promise<void>;
  /**
   * Sends an empty job at every tick of a cron expression (five fields, in UTC), once for all processes with the same schedule. A
   * tick is skipped while the job of an earlier one is waiting or active; after ticks that no process was running for, one job is
   * sent. The singletonKey of the job is the name of the queue. Replaces an earlier schedule of the queue. With a server it
   * returns immediately.
   * @throws if this process does not work on the queue; with the embedded driver, also what opening it throws
   */
  abstract schedule(queue: string, cron: string): Promise<void>;
  /**
   * Makes jobs available that were postponed, or wait for another attempt, and whose payload has these values; returns how many.
   * @param limit maximum number of jobs to make available
   * @throws QueueUnavailableError
   */
  abstract wake(queue: string, payload: object, limit: number): Promise<number>;
  /**
   * Those of the values that no waiting or active job has in this field of its payload.
   * @throws QueueUnavailableError
   */
  abstract missing(queue: string, field: string, values: readonly string[]): Promise<string[]>;
  /** The backlog of every queue that has one. @throws QueueUnavailableError */
  abstract backlog(): Promise<Backlog[]>;
  /** Takes no more jobs; those in progress continue, and sending still works. */
  abstract drain(): Promise<void>;
  /** Takes no more jobs and hands back unfinished ones; sending still works. */
  abstract stop(): Promise<void>;
  /** Fails if no job can be sent. */
  abstract check(signal: AbortSignal): Promise<void>;
}
