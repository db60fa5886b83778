import { setImmediate as turn } from 'node:timers/promises';

/** Statements of requests that other work lets go first, at most: it must go on, however many requests there are. */
const LET_FIRST = 10;

/**
 * Knows of requests whose statements wait or run. A request counts for another turn of the event loop, in which it may send its next
 * statement: so one of several statements does not wait anew before each of them.
 */
export class RequestsFirst {
  private count = 0;
  private ended = Promise.withResolvers<void>();

  /** A statement of a request. */
  async request<T>(statement: () => Promise<T>): Promise<T> {
    this.count += 1;
    try {
      return await statement();
    } finally {
      void this.end();
    }
  }

  /** Resolves when work that no request waits for may have its turn. */
  async letFirst(): Promise<void> {
    for (let ended = 0; this.count > 0 && ended < LET_FIRST; ended += 1) await this.ended.promise;
  }

  private async end(): Promise<void> {
    await turn();
    this.count -= 1;
    const { resolve } = this.ended;
    this.ended = Promise.withResolvers();
    resolve();
  }
}
