import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

export interface Pace {
  /** Milliseconds until the next round after one that found something. */
  busyMs: number;
  /** Milliseconds until the next round after one that found nothing, at most; the wait doubles with each of them. */
  idleMs: () => number;
}

/** Repeats a round of work: soon after a round that found something, and at growing intervals while there is nothing to do. */
export class RelayLoop {
  private readonly logger = new Logger('Events');
  private readonly closing = new AbortController();
  private waking = new AbortController();
  private running: Promise<void> = Promise.resolve();

  /** @param round does some work, and returns whether there was any */
  constructor(
    private readonly round: () => Promise<boolean>,
    private readonly pace: Pace,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** The next round begins now, or after the one that is in progress. */
  wake(): void {
    this.waking.abort();
  }

  /** Resolves after the round that is in progress. */
  async stop(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { busyMs, idleMs } = this.pace;
    for (let wait = busyMs; !this.closing.signal.aborted;) {
      this.waking = new AbortController();
      const wasBusy = await this.attempt();
      wait = wasBusy ? busyMs : Math.min(wait * 2, idleMs());
      const signal = AbortSignal.any([this.closing.signal, this.waking.signal]);
      const isWoken = await delay(wait, false, { signal }).catch(() => true);
      if (isWoken) wait = busyMs;
    }
  }

  /** The store itself logs an outage, and nothing is lost meanwhile. */
  private async attempt(): Promise<boolean> {
    try {
      return await this.round();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) this.logger.error({ err: error }, 'Events could not be relayed');
      return false;
    }
  }
}
