import { Injectable } from '@nestjs/common';
import { EventSubjects, type SubjectOwner } from '../events/subjects/event-subjects.js';
import { isActive } from './job-state.js';
import { JobStore } from './job.store.js';
import { jobErrors } from './jobs.errors.js';
import { jobsProgress } from './records/jobs-progress.js';

/** Jobs, as the streams of their events see them. */
@Injectable()
export class JobSubject implements SubjectOwner {
  readonly progress = jobsProgress;

  constructor(
    private readonly store: JobStore,
    subjects: EventSubjects,
  ) {
    subjects.register('job', this);
  }

  /** @throws JOB_NOT_FOUND */
  async isOver(job_id: string): Promise<boolean> {
    const job = await this.store.find(job_id);
    if (job === null) throw jobErrors.JOB_NOT_FOUND({ job_id });
    return !isActive(job.status);
  }
}
