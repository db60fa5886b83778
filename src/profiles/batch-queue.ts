import { Injectable } from '@nestjs/common';
import { Queue } from '../infrastructure/queue/queue.js';

export const BATCHES = 'profile-batches';

/** Batches that wait for a worker, by their id. */
@Injectable()
export class BatchQueue {
  constructor(private readonly queue: Queue) {}

  async add(batch_id: string): Promise<void> {
    await this.queue.send(BATCHES, { batch_id });
  }
}
