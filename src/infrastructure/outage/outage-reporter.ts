import { Logger } from '@nestjs/common';
import { keepTrying } from '../keep-trying.js';

export interface OutageOptions {
  /** Context of the log lines. */
  context: string;
  /** Logged when the outage is over. */
  restored: string;
  /** Log level of problems; default `warn`. */
  level?: 'warn' | 'error';
  /** Fields of every line. */
  fields?: Record<string, unknown>;
  /** Checks whether the backend is usable: calls `markAvailable`, or calls `markUnavailable` and rejects. */
  probe?: () => Promise<void>;
  /** Aborted when nothing more is to be logged. */
  closed?: AbortSignal;
}

/**
 * Tracks whether a backend is usable. Logs each distinct problem of an outage once, however many calls encounter it, and its end.
 */
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

  /** Why the backend cannot be used, in one sentence that says what to do; null if it can, as far as is known. */
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
      // It may have failed again before the last probe was over.
      if (this.current !== null && !this.closed.aborted) this.watch();
    });
  }

  private line(message: string): [unknown, ...string[]] {
    const { fields } = this.options;
    return fields ? [fields, message] : [message];
  }
}
