/** Recurring work, such as deleting outdated data; the feature that owns the data owns the task. */
export interface UpkeepTask {
  /** Unique; lowercase words with hyphens. */
  readonly name: string;
  /** Schedule: a cron expression of five fields, in UTC. */
  readonly cron: string;
  /** The signal is aborted at shutdown. An error is logged, and the task runs again the next time it is due. */
  run(signal: AbortSignal): Promise<void>;
}
