/** Work that recurs, such as the removal of what is out of date; the feature that owns the data owns the task. */
export interface UpkeepTask {
  /** Lower-case words with hyphens; no other task has it. */
  readonly name: string;
  /** When it is due: a cron expression of five fields, in UTC. */
  readonly cron: string;
  /**
   * The signal is aborted when the process shuts down. What this throws is logged, and the task runs again when it is due
   * the next time.
   */
  run(signal: AbortSignal): Promise<void>;
}
