import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { noCredits } from '../../../test/support/no-credits.js';
import { FakeSuppressions } from '../../../test/support/fake-suppressions.js';
import { anError, aResult, CONFIG } from '../../../test/contract/job-store.builders.js';
import type { CreditsService } from '../../credits/credits.service.js';
import { DatabaseUnavailableError } from '../../infrastructure/postgres/database-unavailable.error.js';
import { SqlError } from '../../infrastructure/postgres/sql.error.js';
import type { LinkedInProfilesStore } from '../../linkedin-profiles/linkedin-profiles.store.js';
import type { ItemOutcome, Job } from '../job.js';
import type { Finished, JobStore } from '../job.store.js';
import { SuppressedRows } from '../suppressed-rows.js';
import type { ProfileStore } from '../../profile-store/profile.store.js';
import { ResultPayloads } from '../result-payloads.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { PeopleRecorder } from './people-recorder.js';
import type { PreparedItem } from './prepared-item.js';
import { Tally } from '../../common/tally/tally.js';
import { StageTimes } from '../../pipeline/stage-times.js';

const without = (outcome: ItemOutcome) => ({ outcome, profile: null }) as PreparedItem;
const unsaved = (number: number) => aResult(number, { saved_to_linkedin_profiles: false });

const job = { job_id: 'job', config: { ...CONFIG, save_to_dynamodb: false } } as Job;

/** Stores a group of outcomes completely or not at all, as one statement does. */
class FussyJobs {
  readonly kept: ItemOutcome[] = [];

  constructor(private readonly refusal: (outcome: ItemOutcome) => Error | null) {}

  async finish(_: string, outcomes: readonly ItemOutcome[]): Promise<Finished> {
    const refused = outcomes.map(this.refusal).find((error) => error !== null);
    if (refused) throw refused;
    this.kept.push(...outcomes);
    return { status: 'processing', suppressed: [] };
  }
}

const recorderOn = (jobs: FussyJobs) => {
  const people = {} as unknown as ProfileStore;
  const rows = {} as unknown as LinkedInProfilesStore;
  const payloads = new ResultPayloads(people, rows);
  const suppressions = new FakeSuppressions().asSuppressions;
  return new OutcomeRecorder(
    new PeopleRecorder(people, suppressions, new StageTimes(new Tally())),
    rows,
    jobs as unknown as JobStore,
    payloads,
    noCredits(),
    new SuppressedRows(rows),
    suppressions,
  );
};

const refusing =
  (numbers: readonly number[], error: Error) =>
  ({ success, email_number }: ItemOutcome) =>
    success && numbers.includes(email_number) ? error : null;

describe('a group of outcomes', () => {
  beforeAll(() => Logger.overrideLogger(false));

  let outcomes: ItemOutcome[];
  beforeEach(() => void (outcomes = [unsaved(1), anError(2), unsaved(3), unsaved(4), unsaved(5)]));

  it('is stored except for outcomes that cannot be, and those items are recorded as failed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 25 }), { maxLength: 25 }),
        fc.integer({ min: 1, max: 25 }),
        async (bad, size) => {
          const jobs = new FussyJobs(refusing(bad, new SqlError('22P02')));
          const group = Array.from({ length: size }, (_, index) => unsaved(index + 1));
          expect(await recorderOn(jobs).record(job, group.map(without))).toBe('processing');
          expect(jobs.kept.map(({ email_number }) => email_number)).toEqual(group.map((one) => one.email_number));
          for (const kept of jobs.kept) expect(kept.success).toBe(!bad.includes(kept.email_number));
        },
      ),
    );
  });

  it.each([
    ['data_validation', 'the database cannot read', new SqlError('22P05')],
    ['data_validation', 'is nested too deeply for the database', new SqlError('54001')],
    ['data_validation', 'is nested too deeply to be written', new RangeError('Maximum call stack size exceeded')],
    ['unknown', 'fails for a reason nobody expected', new TypeError('defect')],
  ])('says %s of an item that %s, and what it cost', async (error_type, _, error) => {
    const jobs = new FussyJobs(refusing([3], error));
    await recorderOn(jobs).record(job, outcomes.map(without));
    expect(jobs.kept).toEqual([
      outcomes[0],
      outcomes[1],
      {
        email_number: 3,
        email: '3@example.com',
        linkedin_url: null,
        custom: null,
        success: false,
        error: 'The answer of the profile source could not be stored',
        error_type,
        retryable: false,
        sources_asked: outcomes[2]?.sources_asked,
        attempts: 1,
        timestamp: outcomes[2]?.timestamp,
        token_used: 'token_1',
      },
      outcomes[3],
      outcomes[4],
    ]);
  });

  it('is stored after what it cost', async () => {
    const order: string[] = [];
    const jobs = new FussyJobs(() => (order.push('outcome'), null));
    const credits = { flush: async (job_id: string) => void order.push(`credits of ${job_id}`) };
    const people = {} as unknown as ProfileStore;
    const rows = {} as unknown as LinkedInProfilesStore;
    const suppressions = new FakeSuppressions().asSuppressions;
    const recorder = new OutcomeRecorder(
      new PeopleRecorder(people, suppressions, new StageTimes(new Tally())),
      rows,
      jobs as unknown as JobStore,
      new ResultPayloads(people, rows),
      credits as unknown as CreditsService,
      new SuppressedRows(rows),
      suppressions,
    );
    await recorder.record(job, outcomes.slice(0, 1).map(without));
    expect(order).toEqual([`credits of ${job.job_id}`, 'outcome']);
  });

  it('decides nothing about an item while the database is unavailable', async () => {
    const jobs = new FussyJobs(() => new DatabaseUnavailableError());
    await expect(recorderOn(jobs).record(job, outcomes.map(without))).rejects.toThrow(DatabaseUnavailableError);
    expect(jobs.kept).toEqual([]);
  });

  it('is not stored if even the failure cannot be, and the chunk is redelivered', async () => {
    const jobs = new FussyJobs(() => new SqlError('42P01'));
    await expect(recorderOn(jobs).record(job, [without(aResult(1))])).rejects.toThrow(SqlError);
  });
});
