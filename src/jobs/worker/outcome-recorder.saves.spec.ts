import { beforeEach, describe, expect, it } from '@jest/globals';
import { enriched } from '../../../test/contract/builders.js';
import { aJob, anError, aResult } from '../../../test/contract/job-store.builders.js';
import { noCredits } from '../../../test/support/no-credits.js';
import { FakeProfileStore } from '../../../test/support/fake-profile-store.js';
import { FakeLinkedInProfilesStore } from '../../../test/support/fake-linkedin-profiles.store.js';
import { InMemoryJobStore } from '../../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { FakeSuppressions } from '../../../test/support/fake-suppressions.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import type { ProfileStore } from '../../profile-store/profile.store.js';
import type { ItemOutcome, Job, JobConfig } from '../job.js';
import { ResultPayloads } from '../result-payloads.js';
import { SuppressedRows } from '../suppressed-rows.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { PeopleRecorder } from './people-recorder.js';
import type { PreparedItem } from './prepared-item.js';
import { Tally } from '../../common/tally/tally.js';
import { StageTimes } from '../../pipeline/stage-times.js';

const without = (outcome: ItemOutcome): PreparedItem => ({ outcome, profile: null }) as PreparedItem;
const unsaved = (number: number) => without(aResult(number, { saved_to_linkedin_profiles: false }));
const failed = (number: number) => without(anError(number));
/** As the item keeps it: the data is in the table. */
const saved = (number: number) => aResult(number, { data: null });

describe('OutcomeRecorder', () => {
  let jobs: InMemoryJobStore;
  let profiles: FakeLinkedInProfilesStore;
  let people: FakeProfileStore;
  let suppressions: FakeSuppressions;
  let recorder: OutcomeRecorder;
  beforeEach(() => {
    jobs = new InMemoryJobStore(new InMemoryQueue());
    profiles = new FakeLinkedInProfilesStore();
    people = new FakeProfileStore();
    const store = people as unknown as ProfileStore;
    const payloads = new ResultPayloads(store, profiles);
    suppressions = new FakeSuppressions();
    recorder = new OutcomeRecorder(
      new PeopleRecorder(store, suppressions.asSuppressions, new StageTimes(new Tally())),
      profiles,
      jobs,
      payloads,
      noCredits(),
      new SuppressedRows(profiles),
      suppressions.asSuppressions,
    );
  });

  async function begun(emails: number, config: Partial<JobConfig> = {}): Promise<Job> {
    const job = aJob(emails);
    await jobs.create({ ...job, config: { ...job.config, ...config } }, 100);
    return (await jobs.begin(job.job_id)) as Job;
  }

  it('saves results as rows of their table, and counts them', async () => {
    const job = await begun(3);
    expect(await recorder.record(job, [unsaved(1), failed(2), unsaved(3)])).toBe('processing');
    expect(await jobs.complete(job.job_id)).toMatchObject({
      status: 'completed',
      processed_emails: 3,
      failed_emails: 1,
      saved_profiles: 2,
    });
    expect([...profiles.rows.values()]).toMatchObject([
      { email: '1@example.com', job_id: job.job_id, email_number: 1, success: true, token_used: 'token_1' },
      { email: '3@example.com', job_id: job.job_id, email_number: 3, profile_data: aResult(3).data },
    ]);
    expect(jobs.outcomesOf(job.job_id)).toEqual([saved(1), anError(2), saved(3)]);
  });

  describe('a person who is suppressed meanwhile', () => {
    it('is not kept, nor is the row that was written before, and the address is suppressed too', async () => {
      const job = await begun(2);
      jobs.suppressed.add('42');
      const identity = { public_id: 'ann', linkedin_id: '42' };
      const ann = without(aResult(1, { saved_to_linkedin_profiles: false, identity }));
      await recorder.record(job, [ann, unsaved(2)]);
      expect([...profiles.rows.keys()]).toEqual(['2@example.com']);
      const [one, two] = jobs.outcomesOf(job.job_id);
      expect(one).toMatchObject({ success: false, error_type: 'suppressed', retryable: false, attempts: 1 });
      expect(JSON.stringify(one)).not.toContain('Person 1');
      expect(two).toEqual(saved(2));
      expect(suppressions.extended).toEqual([{ slugs: ['ann'], linkedin_ids: ['42'], emails: ['1@example.com'] }]);
    });

    it('has no row left of an earlier run that ended before the item did, and rows of other jobs stay', async () => {
      const [before, job] = [await begun(2), await begun(2)];
      await recorder.record(before, [unsaved(2)]);
      jobs.around = (call, work) => (call === 'finish' ? Promise.reject(new StoreUnavailableError('away')) : work());
      await expect(recorder.record(job, [unsaved(1)])).rejects.toThrow('away');
      expect(profiles.rows.size).toBe(2);
      jobs.around = (_, work) => work();
      const refused = (number: number) => without(anError(number, { error_type: 'suppressed', retryable: false }));
      await recorder.record(job, [refused(1), refused(2)]);
      expect([...profiles.rows.values()]).toMatchObject([{ email: '2@example.com', job_id: before.job_id }]);
    });

    it('is not ended while the row cannot be removed', async () => {
      const job = await begun(1);
      profiles.findAll = () => Promise.reject(new StoreUnavailableError('DynamoDB is away'));
      const refused = without(anError(1, { error_type: 'suppressed', retryable: false }));
      await expect(recorder.record(job, [refused])).rejects.toThrow('DynamoDB is away');
      expect(jobs.outcomesOf(job.job_id)).toEqual([]);
    });
  });

  it('records for each result whether it is saved, whichever of them are rejected', async () => {
    const job = await begun(3);
    profiles.refusal = ({ email_number }) => (email_number === 2 ? 'Too large' : null);
    await recorder.record(job, [unsaved(3), unsaved(2), unsaved(1)]);
    expect(jobs.outcomesOf(job.job_id)).toEqual([
      saved(1),
      aResult(2, { saved_to_linkedin_profiles: false, save_error: 'Too large' }),
      saved(3),
    ]);
  });

  it('fails no item because the table is unavailable', async () => {
    const job = await begun(2);
    profiles.problem = 'DynamoDB is away';
    await recorder.record(job, [unsaved(1), unsaved(2)]);
    expect(await jobs.find(job.job_id)).toMatchObject({
      processed_emails: 2,
      failed_emails: 0,
      saved_profiles: 0,
      failed_saves: 2,
    });
  });

  it('saves nothing for a job with saving turned off', async () => {
    const job = await begun(1, { save_to_dynamodb: false });
    await recorder.record(job, [unsaved(1)]);
    expect(await jobs.find(job.job_id)).toMatchObject({ saved_profiles: 0, failed_saves: 0 });
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
    await recorder.record(job, [failed(1)]);
    expect(await jobs.find(job.job_id)).toMatchObject({ processed_emails: 1, failed_emails: 0 });
    expect(jobs.outcomesOf(job.job_id)).toEqual([saved(1)]);
  });

  describe('with people', () => {
    const person = (number: number): PreparedItem => ({
      outcome: aResult(number, { saved_to_linkedin_profiles: false }),
      profile: enriched(`member-${number}`),
    });

    it('stores them before their rows, and keeps a reference with the item', async () => {
      const job = await begun(2);
      profiles.gate = async () => expect(people.profiles).toHaveLength(2);
      await recorder.record(job, [person(1), person(2)]);
      const [one, two] = people.profiles.map(({ id: profile_id }) => ({ profile_id, data: null }));
      expect(jobs.outcomesOf(job.job_id)).toEqual([aResult(1, one), aResult(2, two)]);
      expect(profiles.rows.get('1@example.com')).toMatchObject({ profile_data: aResult(1).data });
    });

    it('keeps nothing in the item while the table is unavailable, as the person has it', async () => {
      const job = await begun(1);
      profiles.problem = 'away';
      await recorder.record(job, [person(1)]);
      expect(jobs.outcomesOf(job.job_id)).toMatchObject([{ data: null, profile_id: people.profiles[0]?.id }]);
    });

    it('goes on while the people cannot be stored, and keeps their answers', async () => {
      const job = await begun(1);
      people.failure = new StoreUnavailableError('away');
      await recorder.record(job, [person(1)]);
      expect(await jobs.find(job.job_id)).toMatchObject({ processed_emails: 1, failed_emails: 0 });
      expect(jobs.outcomesOf(job.job_id)).toEqual([aResult(1, { to_store: true })]);
      expect(await jobs.toStore(10)).toHaveLength(1);
    });

    it('loses nothing while both stores are unavailable', async () => {
      const job = await begun(1);
      people.failure = new StoreUnavailableError('away');
      profiles.problem = 'away';
      await recorder.record(job, [person(1)]);
      expect(await jobs.find(job.job_id)).toMatchObject({ processed_emails: 1, failed_saves: 1 });
      expect(jobs.outcomesOf(job.job_id)).toMatchObject([{ data: aResult(1).data, to_store: true }]);
    });

    it('saves no row of a member who hides the name', async () => {
      const job = await begun(2);
      await recorder.record(job, [person(1)]);
      profiles.rows.clear();
      const hidden = enriched('member-1', { values: { name: null } });
      await recorder.record(job, [{ outcome: aResult(2), profile: hidden }]);
      expect(profiles.rows.size).toBe(0);
      expect(jobs.outcomesOf(job.job_id)).toMatchObject([{ success: true }, { error_type: 'user_restricted' }]);
    });
  });

  describe('with people who were not fetched', () => {
    const known = async (number: number) => {
      const [outcome] = await people.saveAll([enriched(`member-${number}`, { raw: `{"number":${number}}` })]);
      const profile_id = outcome?.status === 'saved' ? outcome.saved.profile.id : null;
      return without(
        aResult(number, { data: null, profile_id, source: 'test', saved_to_linkedin_profiles: false, attempts: 0 }),
      );
    };

    it('saves their rows with the data of their store', async () => {
      const job = await begun(2);
      await recorder.record(job, [await known(1), await known(2)]);
      expect([...profiles.rows.values()]).toMatchObject([
        { email: '1@example.com', profile_data: { number: 1 } },
        { email: '2@example.com', profile_data: { number: 2 } },
      ]);
      expect(jobs.outcomesOf(job.job_id)).toMatchObject(
        [1, 2].map(() => ({ data: null, saved_to_linkedin_profiles: true, save_error: null })),
      );
    });

    it.each<[string, (of: FakeProfileStore) => void, string]>([
      ['was deleted', (of) => of.answers.clear(), 'The data of this profile was deleted'],
      ['cannot be read', (of) => (of.failure = new StoreUnavailableError('away')), 'The profile store is unavailable'],
    ])('fails no item because their data %s', async (_, happens, save_error) => {
      const job = await begun(2);
      const first = await known(1);
      happens(people);
      await recorder.record(job, [first, unsaved(2)]);
      expect(await jobs.find(job.job_id)).toMatchObject({
        processed_emails: 2,
        failed_emails: 0,
        saved_profiles: 1,
        failed_saves: 1,
      });
      expect(jobs.outcomesOf(job.job_id)).toMatchObject([
        { success: true, saved_to_linkedin_profiles: false, save_error },
        { success: true, saved_to_linkedin_profiles: true },
      ]);
    });
  });

  it('returns null if the job was deleted in the meantime', async () => {
    const job = await begun(1);
    jobs.clear();
    expect(await recorder.record(job, [unsaved(1)])).toBeNull();
  });
});
