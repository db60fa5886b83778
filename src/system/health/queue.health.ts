import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Queue } from '../../infrastructure/queue/queue.js';
import { CACHE_MS, TIMEOUT_MS } from './probe.js';

/** Whether work can be queued. */
@Injectable()
export class QueueHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly queue: Queue,
  ) {}

  check() {
    return this.indicators
      .check('queue')
      .attempt(({ signal }) => this.queue.check(signal))
      .withTimeout(TIMEOUT_MS)
      .cacheFor(CACHE_MS);
  }
}
