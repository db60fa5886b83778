import { Logger } from '@nestjs/common';
import { keepTrying } from '../keep-trying.js';

export interface OutageOptions {
  /** Whose lines they are in the log. */
  context: string;
  /** What is logged when the outage is over. */
  restored: string;
  /** Of the lines about problems; default `warn`. */
  level?: 'warn' | 'error';
  /** What every line carries. */
  fields?: Record<string, unknown>;
  /** Looks whether the backend can be used: calls `markAvailable`, or rejects after it has called `markUnavailable`. */
  probe?: () => Promise<void>;
  /** Aborted when nothing more is to be said. */
  closed?: AbortSignal;
}

/** Whether a backend can be used. Logs each distinct problem of an outage once, however many calls meet it, and its end. */
export class OutageReporter {
  private readonly logger: Logger;
  private readonly reported = new Set<string>();
  private readonly closed: AbortSignal;
  private current: string | null = null;
  private isWatching = false;

  constructor(private readonly options: OutageOptions) {
    this.logger = new Logger(options.context);
    this.closed = options.closed ?? new AbortController().signal;
  }

  /** Why the backend cannot be used, in one sentence that says what to do; null where it can, as far as is known. */
  get problem(): string | null {
    return this.current;
  }

  markUnavailable(problem: string): void {
    if (this.closed.aborted) return;
    this.current = problem;
    if (this.reported.has(problem)) return;
    this.reported.add(problem);
    this.logger[this.options.level ?? 'warn'](...this.line(problem));
  }

  markAvailable(): void {
    if (this.current === null) return;
    this.current = null;
    this.reported.clear();
    this.logger.log(...this.line(this.options.restored));
  }

  /** Probes in the background until the backend can be used. */
  watch(): void {
    const { probe } = this.options;
    if (this.isWatching || !probe) return;
    this.isWatching = true;
    void keepTrying(probe, this.closed).finally(() => {
      this.isWatching = false;
      // It may have gone away again before the last probe was over.
      if (this.current !== null && !this.closed.aborted) this.watch();
    });
  }

  private line(message: string): [unknown, ...string[]] {
    const { fields } = this.options;
    return fields ? [fields, message] : [message];
  }
}
