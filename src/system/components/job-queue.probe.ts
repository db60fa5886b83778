import { Injectable } from '@nestjs/common';
import { Queue } from '../../infrastructure/queue/queue.js';
import type { JobQueueComponent } from '../dto/components.dto.js';
import { Figures } from '../figures.js';
import { healthy, Probe, type FiguresOf } from './probe.js';

/** Whether jobs can be accepted and found. */
@Injectable()
export class JobQueueProbe extends Probe<JobQueueComponent> {
  constructor(
    private readonly queue: Queue,
    private readonly figures: Figures,
  ) {
    super();
  }

  protected override get unanswered(): FiguresOf<JobQueueComponent> {
    const side = this.queue.description;
    return { side, queue_size: null, total_jobs: null, status_breakdown: null, priority_breakdown: null };
  }

  protected override async look(signal: AbortSignal): Promise<JobQueueComponent> {
    const [{ queue_size, total_jobs, status_breakdown, priority_breakdown }] = await Promise.all([
      this.figures.jobs(),
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
