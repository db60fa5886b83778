import { Injectable } from '@nestjs/common';
import pLimit, { type LimitFunction } from 'p-limit';
import { Config } from '../../config/config.js';
import type { FetchSlot } from '../../pipeline/linkedin-data.pipeline.js';
import type { Job } from '../job.js';

/** Limits concurrent fetches in this process: over all jobs, and for each job over all of its chunks. */
@Injectable()
export class FetchLimits {
  private readonly all: LimitFunction;
  private readonly jobs = new Map<string, { limit: LimitFunction; chunks: number }>();

  constructor({ WORKER_CONCURRENCY }: Config) {
    this.all = pLimit(WORKER_CONCURRENCY);
  }

  of({ job_id, config }: Job): FetchSlot {
    const known = this.jobs.get(job_id) ?? { limit: pLimit(config.concurrency), chunks: 0 };
    known.chunks += 1;
    this.jobs.set(job_id, known);
    return (fetch) => known.limit(() => this.all(fetch));
  }

  /** Call it once for each `of`. `onLast` runs for the job's last chunk in this process. */
  async leave({ job_id }: Job, onLast: () => Promise<void>): Promise<void> {
    const known = this.jobs.get(job_id);
    if (!known) return;
    known.chunks -= 1;
    if (known.chunks > 0) return;
    this.jobs.delete(job_id);
    await onLast();
  }
}
