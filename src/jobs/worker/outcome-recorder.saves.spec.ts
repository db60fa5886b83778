import { beforeEach, describe, expect, it } from '@jest/globals';
import { aJob, anError, aResult } from '../../../test/contract/job-store.builders.js';
import { FakeLinkedInProfilesStore } from '../../../test/support/fake-linkedin-profiles.store.js';
import { InMemoryJobStore } from '../../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import type { Job, JobConfig } from '../job.js';
import { OutcomeRecorder } from './outcome-recorder.js';

const unsaved = (number: number) => aResult(number, { saved_to_linkedin_profiles: false });

describe('OutcomeRecorder', () => {
  let jobs: InMemoryJobStore;
  let profiles: FakeLinkedInProfilesStore;
  let recorder: OutcomeRecorder;
  beforeEach(() => {
    jobs = new InMemoryJobStore(new InMemoryQueue());
    profiles = new FakeLinkedInProfilesStore();
    recorder = new OutcomeRecorder(profiles, jobs);
  });

  async function begun(emails: number, config: Partial<JobConfig> = {}): Promise<Job> {
    const job = aJob(emails);
    await jobs.create({ ...job, config: { ...job.config, ...config } }, 100);
    return (await jobs.begin(job.job_id)) as Job;
  }

  it('saves results as rows of their table, and returns the updated job', async () => {
    const job = await begun(3);
    const after = await recorder.record(job, [unsaved(1), anError(2), unsaved(3)]);
    expect(after).toMatchObject({ status: 'completed', processed_emails: 3, failed_emails: 1, saved_profiles: 2 });
    expect([...profiles.rows.values()]).toMatchObject([
      { email: '1@example.com', job_id: job.job_id, email_number: 1, success: true, token_used: 'token_1' },
      { email: '3@example.com', job_id: job.job_id, email_number: 3, profile_data: aResult(3).data },
    ]);
    expect(jobs.outcomesOf(job.job_id)).toEqual([aResult(1), anError(2), aResult(3)]);
  });

  it('records for each result whether it is saved, whichever of them are rejected', async () => {
    const job = await begun(3);
    profiles.refusal = ({ email_number }) => (email_number === 2 ? 'Too large' : null);
    await recorder.record(job, [unsaved(3), unsaved(2), unsaved(1)]);
    expect(jobs.outcomesOf(job.job_id)).toEqual([
      aResult(1),
      aResult(2, { saved_to_linkedin_profiles: false, save_error: 'Too large' }),
      aResult(3),
    ]);
  });

  it('fails no item because the table is unavailable', async () => {
    const job = await begun(2);
    profiles.problem = 'DynamoDB is away';
    const after = await recorder.record(job, [unsaved(1), unsaved(2)]);
    expect(after).toMatchObject({ status: 'completed', failed_emails: 0, saved_profiles: 0, failed_saves: 2 });
  });

  it('saves nothing for a job with saving turned off', async () => {
    const job = await begun(1, { save_to_dynamodb: false });
    expect(await recorder.record(job, [unsaved(1)])).toMatchObject({ saved_profiles: 0, failed_saves: 0 });
    expect(profiles.saves).toEqual([]);
  });

  it('stores no item before its row is saved', async () => {
    const job = await begun(1);
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    profiles.gate = () => {
      reached.resolve();
      return gate.promise;
    };
    const recorded = recorder.record(job, [unsaved(1)]);
    await reached.promise;
    expect(jobs.outcomesOf(job.job_id)).toEqual([]);
    gate.resolve();
    await recorded;
    expect(jobs.outcomesOf(job.job_id)).toHaveLength(1);
  });

  it('stores an item once if its outcome is repeated after a failure that came after the work', async () => {
    const job = await begun(2);
    jobs.around = async (_, work) => {
      await work();
      throw new StoreUnavailableError('away');
    };
    await expect(recorder.record(job, [unsaved(1)])).rejects.toThrow('away');
    jobs.around = (_, work) => work();
    expect(await recorder.record(job, [anError(1)])).toMatchObject({ processed_emails: 1, failed_emails: 0 });
    expect(jobs.outcomesOf(job.job_id)).toEqual([aResult(1)]);
  });

  it('returns null if the job was deleted in the meantime', async () => {
    const job = await begun(1);
    jobs.clear();
    expect(await recorder.record(job, [unsaved(1)])).toBeNull();
  });
});
