import { setImmediate as turn } from 'node:timers/promises';

/** Maximum number of statements of requests that background work waits for, so that it makes progress under any load. */
const LET_FIRST = 10;

/**
 * Gives statements of requests priority over background work. After a statement, its request still counts for one turn of the event loop,
 * in which it may send the next one; so a request with several statements does not wait again before each of them.
 */
export class RequestsFirst {
  private count = 0;
  private ended = Promise.withResolvers<void>();

  /** Runs a statement of a request. */
  async request<T>(statement: () => Promise<T>): Promise<T> {
    this.count += 1;
    try {
      return await statement();
    } finally {
      void this.end();
    }
  }

  /** Resolves when background work may run a statement. */
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
