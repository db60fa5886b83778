import { Injectable } from '@nestjs/common';

/** The permission to start the items of a chunk. It is passed on when it goes out of scope, if not earlier. */
export class ChunkTurn {
  constructor(readonly pass: () => void) {}

  [Symbol.dispose](): void {
    this.pass();
  }
}

/**
 * Starts the chunks of one job one after another in this process: the next one starts as soon as all items of the previous one
 * have started. In parallel they would also end together, and nothing would be fetched until the next ones arrive.
 */
@Injectable()
export class ChunkSequencer {
  private readonly last = new Map<string, Promise<void>>();

  /** Resolves when it is the caller's turn. */
  async enter(job_id: string): Promise<ChunkTurn> {
    const before = this.last.get(job_id);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.last.set(job_id, promise);
    await before;
    return new ChunkTurn(() => {
      resolve();
      if (this.last.get(job_id) === promise) this.last.delete(job_id);
    });
  }
}
