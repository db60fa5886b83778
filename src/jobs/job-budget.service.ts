import { Injectable, Logger } from '@nestjs/common';
import { CreditStore } from '../credits/credit.store.js';
import type { JobDetail } from './dto/job-detail.dto.js';
import { isActive } from './job-state.js';
import { JobStore } from './job.store.js';
import { jobStateErrors } from './jobs.errors.js';
import { JobsService } from './jobs.service.js';
import { BudgetWatch } from './worker/budget-watch.js';

/** Changes what a job may spend. */
@Injectable()
export class JobBudgetService {
  private readonly logger = new Logger(JobBudgetService.name);

  constructor(
    private readonly jobs: JobsService,
    private readonly store: JobStore,
    private readonly credits: CreditStore,
    private readonly watch: BudgetWatch,
  ) {}

  /** A job that waits for credits continues at once. @param max_credits null removes the limit */
  async change(job_id: string, max_credits: number | null): Promise<JobDetail> {
    const { status } = await this.jobs.find(job_id);
    if (!isActive(status)) throw jobStateErrors.JOB_FINISHED({ job_id });
    await this.store.setMaxCredits(job_id, max_credits);
    // This limit is the one that is enforced. If it cannot be stored, the client gets an error and can try again.
    await this.credits.setLimit(job_id, max_credits);
    this.logger.log({ job_id, max_credits }, 'The credits of a job were changed');
    await this.watch.look([job_id]);
    return this.jobs.detail(job_id);
  }
}
