import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { backoffDelay } from '../http-client/backoff.js';

/** Longest wait before the second look, and before any, in milliseconds. */
const BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

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
    void this.untilUsable().finally(() => void (this.isWatching = false));
  }

  close(): void {
    this.closing.abort();
  }

  private async untilUsable(): Promise<void> {
    const { signal } = this.closing;
    for (let retry = 1; !signal.aborted; retry += 1) {
      const isUsable = await this.look().then(
        () => true,
        () => false,
      );
      if (isUsable) return;
      const wait = Math.min(backoffDelay({ retry, backoffMs: BACKOFF_MS, random: Math.random }), LONGEST_BACKOFF_MS);
      await delay(wait, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
