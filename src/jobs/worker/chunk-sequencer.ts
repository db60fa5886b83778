import { Injectable } from '@nestjs/common';

/**
 * Starts the chunks of one job one after another in this process: the next one starts as soon as all items of the previous one
 * have started. In parallel they would also end together, and nothing would be fetched until the next ones arrive.
 */
@Injectable()
export class ChunkSequencer {
  private readonly last = new Map<string, Promise<void>>();

  /** Resolves when it is the caller's turn, with a function that passes the turn on; call it at least once. */
  async enter(job_id: string): Promise<() => void> {
    const before = this.last.get(job_id);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.last.set(job_id, promise);
    await before;
    return () => {
      resolve();
      if (this.last.get(job_id) === promise) this.last.delete(job_id);
    };
  }
}
