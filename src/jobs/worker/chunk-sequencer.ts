import { Injectable } from '@nestjs/common';

/**
 * The chunks of one job begin one after another in this process: the next one as soon as the one before has all of its items
 * under way. Side by side they would also end together, and nothing would be fetched until the next ones are there.
 */
@Injectable()
export class ChunkSequencer {
  private readonly last = new Map<string, Promise<void>>();

  /** Answers when it is the caller's turn, with what the caller does to pass it on; to be done once at least. */
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
