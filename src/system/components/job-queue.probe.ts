import { Injectable } from '@nestjs/common';
import { Queue } from '../../infrastructure/queue/queue.js';
import type { JobQueueComponent } from '../dto/components.dto.js';
import { StatsService } from '../stats.service.js';
import { healthy, Probe, type DetailsOf } from './probe.js';

/** Whether jobs can be accepted and found. */
@Injectable()
export class JobQueueProbe extends Probe<JobQueueComponent> {
  constructor(
    private readonly queue: Queue,
    private readonly stats: StatsService,
  ) {
    super();
  }

  protected override get fallback(): DetailsOf<JobQueueComponent> {
    const side = this.queue.description;
    return { side, queue_size: null, total_jobs: null, status_breakdown: null, priority_breakdown: null };
  }

  protected override async probe(signal: AbortSignal): Promise<JobQueueComponent> {
    const [{ queue_size, total_jobs, status_breakdown, priority_breakdown }] = await Promise.all([
      this.stats.jobs(),
      this.queue.check(signal),
    ]);
    return healthy({
      side: this.queue.description,
      queue_size,
      total_jobs,
      status_breakdown,
      priority_breakdown,
    });
  }
}
