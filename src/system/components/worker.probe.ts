import { Injectable } from '@nestjs/common';
import { Shutdown } from '../../common/lifecycle/shutdown.js';
import { Config } from '../../config/config.js';
import type { WorkerComponent } from '../dto/components.dto.js';
import { StatsService } from '../stats.service.js';
import { degraded, healthy, Probe, type DetailsOf } from './probe.js';
import { waitingProblem } from './waiting-problem.js';
import { WorkProgress } from './work-progress.js';

/** Whether jobs are being processed, by this process or another one. */
@Injectable()
export class WorkerProbe extends Probe<WorkerComponent> {
  private readonly progress = new WorkProgress();

  constructor(
    private readonly stats: StatsService,
    private readonly config: Config,
    private readonly shutdown: Shutdown,
  ) {
    super();
  }

  protected override get fallback(): DetailsOf<WorkerComponent> {
    const { ROLE: role, WORKER_CONCURRENCY } = this.config;
    const runs_here = role !== 'api';
    const concurrency = runs_here ? WORKER_CONCURRENCY : null;
    return { role, runs_here, concurrency, processing_jobs: null, waiting_jobs: null, queue_size: null };
  }

  protected override async probe(): Promise<WorkerComponent> {
    const jobs = await this.stats.jobs();
    const { queue_size, waiting_breakdown: waiting_jobs } = jobs;
    const processing_jobs = jobs.status_breakdown.processing;
    const details = { ...this.fallback, processing_jobs, waiting_jobs, queue_size };
    if (this.shutdown.draining) return degraded('This process is shutting down and does not accept new work', details);
    const problem = waitingProblem(waiting_jobs);
    if (problem) return degraded(problem, details);
    if (this.progress.isStalled(jobs, new Date())) {
      return degraded(
        'Email addresses are queued, but none has finished for several minutes: check that a worker is running and has tokens',
        details,
      );
    }
    return healthy(details);
  }
}
