import { Injectable } from '@nestjs/common';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { NoAnswerError, withTimeout } from '../common/lifecycle/with-timeout.js';
import { isUuid } from '../common/validation/uuid.js';
import { CreditStore, type CreditState } from '../credits/credit.store.js';
import { LinkedInProfilesStore } from '../linkedin-profiles/linkedin-profiles.store.js';
import type { JobDetail, QueueStatus } from './dto/job-detail.dto.js';
import type { ChangedJob, JobResults } from './dto/job-results.dto.js';
import type { ResultsQuery } from './dto/job-queries.dto.js';
import { jobDetail, linkedInProfilesStats } from './job-detail.js';
import type { ItemResult, Job } from './job.js';
import { transitions } from './job-state.js';
import { JobStore, type RecentOutcomes } from './job.store.js';
import { CHUNK_SIZE } from './job-creation.service.js';
import { CustomColumns } from './lists/custom-columns.js';
import { jobErrors, jobStateErrors } from './jobs.errors.js';
import { ResultPayloads } from './result-payloads.js';
import { boundedPage } from './results/bounded-page.js';
import { jobError, jobResult } from './results/shown-outcome.js';

const SHOWN_RECENT = 5;
const NOTHING: RecentOutcomes = { results: [], errors: [] };
const NO_CREDITS: CreditState = { limit: null, spent: 0, reserved: 0 };
/** Of each job. */
type States = [RecentOutcomes[], CreditState[]];

/** How long to wait for the data of results, in milliseconds. Without it, the progress of a job is still shown. */
const DATA_WITHIN_MS = 2_000;

@Injectable()
export class JobsService {
  constructor(
    private readonly jobs: JobStore,
    private readonly profiles: LinkedInProfilesStore,
    private readonly payloads: ResultPayloads,
    private readonly credits: CreditStore,
  ) {}

  async detail(job_id: string): Promise<JobDetail> {
    if (!isUuid(job_id)) throw jobErrors.JOB_NOT_FOUND({ job_id });
    const [job, states] = await Promise.all([this.find(job_id), this.states([job_id])]);
    const [detail] = await this.shown([job], states);
    return detail as JobDetail;
  }

  async active(): Promise<JobDetail[]> {
    return this.details(await this.jobs.listActive());
  }

  async pending(): Promise<JobDetail[]> {
    return this.details(await this.jobs.listPending());
  }

  async recent(limit: number): Promise<JobDetail[]> {
    return this.details(await this.jobs.listRecent(limit));
  }

  async queueStatus(): Promise<QueueStatus> {
    const { emails, ...figures } = await this.jobs.stats();
    return { ...figures, statistics: emails };
  }

  async results(job_id: string, page: Pick<ResultsQuery, 'limit' | 'cursor'>): Promise<JobResults> {
    const job = await this.find(job_id);
    const { outcomes, next_cursor } = await boundedPage({ store: this.jobs, payloads: this.payloads }, job_id, page);
    const custom = new CustomColumns(job.columns);
    return {
      job_id,
      status: job.status,
      total_results: job.processed_emails - job.failed_emails,
      total_errors: job.failed_emails,
      total_items: job.total_emails,
      processed_items: job.processed_emails,
      failed_items: job.failed_emails,
      results: outcomes.flatMap((outcome) => (outcome.success ? [jobResult(outcome, custom)] : [])),
      errors: outcomes.flatMap((outcome) => (outcome.success ? [] : [jobError(outcome, custom)])),
      linkedin_profiles_stats: linkedInProfilesStats(job, this.profiles.available),
      next_cursor,
    };
  }

  async cancel(job_id: string): Promise<ChangedJob> {
    const outcome = await this.jobs.cancel(job_id);
    if (outcome === 'not_found') throw jobErrors.JOB_NOT_FOUND({ job_id });
    if (outcome === 'not_cancellable') throw jobStateErrors.JOB_NOT_CANCELLABLE({ job_id });
    return {
      success: true,
      job_id,
      status: transitions.cancel.to,
      message: 'Job cancelled; finished results are kept',
    };
  }

  async retryFailed(job_id: string): Promise<ChangedJob> {
    await this.find(job_id);
    const emails_requeued = await this.jobs.retryFailed(job_id, CHUNK_SIZE);
    const { status } = await this.find(job_id);
    const message =
      emails_requeued > 0
        ? 'Failed items were queued for another attempt'
        : 'This job has no failed items that can be retried';
    return { success: true, job_id, status, message, emails_requeued };
  }

  async find(job_id: string): Promise<Job> {
    const job = await this.jobs.find(job_id);
    if (job === null) throw jobErrors.JOB_NOT_FOUND({ job_id });
    return job;
  }

  private async details(jobs: readonly Job[]): Promise<JobDetail[]> {
    return this.shown(jobs, await this.states(jobs.map(({ job_id }) => job_id)));
  }

  private states(ids: readonly string[]): Promise<States> {
    return Promise.all([this.jobs.recent(ids, SHOWN_RECENT), this.credits.states(ids)]);
  }

  private async shown(jobs: readonly Job[], [recent, credits]: States): Promise<JobDetail[]> {
    const joined = new Map(await this.withData(recent.flatMap(({ results }) => results)));
    return jobs.map((job, index) => {
      const { results, errors } = recent[index] ?? NOTHING;
      const shown = { results: results.map((result) => joined.get(result) ?? result), errors };
      return jobDetail(job, shown, credits[index] ?? NO_CREDITS, this.profiles.available);
    });
  }

  /** Each result, and the same with its data; none while a store that has some of them is unavailable. */
  private async withData(results: readonly ItemResult[]): Promise<[ItemResult, ItemResult][]> {
    try {
      const joined = await withTimeout(DATA_WITHIN_MS, () => this.payloads.join(results));
      return results.map((result, index) => [result, joined[index] ?? result]);
    } catch (error) {
      if (error instanceof StoreUnavailableError || error instanceof NoAnswerError) return [];
      throw error;
    }
  }
}
