import { Logger } from '@nestjs/common';
import { keepTrying } from '../keep-trying.js';

/** Whether Supabase can be used: says every change once in the log, and goes on looking while it cannot. */
export class Availability {
  private readonly logger = new Logger('Supabase');
  private readonly closing = new AbortController();
  private told: string | null = null;
  /** Of this absence: what was said once is not said again. */
  private readonly said = new Set<string>();
  private isWatching = false;

  /** @param look rejects, after it has called `failed`, where Supabase cannot be used */
  constructor(private readonly look: () => Promise<void>) {}

  get problem(): string | null {
    return this.told;
  }

  failed(problem: string): void {
    if (this.closing.signal.aborted) return;
    if (!this.said.has(problem)) this.logger.warn(problem);
    this.said.add(problem);
    this.told = problem;
    this.watch();
  }

  proved(): void {
    if (this.told === null) return;
    this.told = null;
    this.said.clear();
    this.logger.log('Supabase can be used again');
  }

  /** Looks in the background until Supabase can be used. */
  watch(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    void keepTrying(this.look, this.closing.signal).finally(() => void (this.isWatching = false));
  }

  close(): void {
    this.closing.abort();
  }
}
