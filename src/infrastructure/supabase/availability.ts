import { Logger } from '@nestjs/common';
import { keepTrying } from '../keep-trying.js';

/** Whether Supabase can be used: says every change once in the log, and goes on looking while it cannot. */
export class Availability {
  private readonly logger = new Logger('Supabase');
  private readonly closing = new AbortController();
  private currentProblem: string | null = null;
  /** Of this absence: what was said once is not said again. */
  private readonly reported = new Set<string>();
  private isWatching = false;

  /** @param probe rejects, after it has called `failed`, where Supabase cannot be used */
  constructor(private readonly probe: () => Promise<void>) {}

  get problem(): string | null {
    return this.currentProblem;
  }

  markUnavailable(problem: string): void {
    if (this.closing.signal.aborted) return;
    if (!this.reported.has(problem)) this.logger.warn(problem);
    this.reported.add(problem);
    this.currentProblem = problem;
    this.watch();
  }

  markAvailable(): void {
    if (this.currentProblem === null) return;
    this.currentProblem = null;
    this.reported.clear();
    this.logger.log('Supabase is available again');
  }

  /** Looks in the background until Supabase can be used. */
  watch(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    void keepTrying(this.probe, this.closing.signal).finally(() => void (this.isWatching = false));
  }

  close(): void {
    this.closing.abort();
  }
}
