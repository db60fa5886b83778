import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aJob, anError, aResult } from '../../test/contract/job-store.builders.js';
import { FakeLinkedInProfilesStore } from '../../test/support/fake-linkedin-profiles.store.js';
import { FakePayloads } from '../../test/support/fake-payloads.js';
import { InMemoryCreditStore } from '../../test/support/in-memory-credit.store.js';
import { InMemoryJobStore } from '../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../test/support/in-memory-queue.js';
import { FakeJobSuppressions } from '../../test/support/fake-suppressions.js';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import type { ItemOutcome } from './job.js';
import { JobsService } from './jobs.service.js';
import { ManualSaveService } from './manual-save.service.js';
import { SuppressedRows } from './suppressed-rows.js';
import { ResultPayloads } from './result-payloads.js';

const unsaved = (number: number) => aResult(number, { saved_to_linkedin_profiles: false });

describe('ManualSaveService', () => {
  let jobs: InMemoryJobStore;
  let profiles: FakeLinkedInProfilesStore;
  let people: FakePayloads;
  let suppressions: FakeJobSuppressions;
  let saving: ManualSaveService;
  beforeEach(() => {
    jobs = new InMemoryJobStore(new InMemoryQueue());
    profiles = new FakeLinkedInProfilesStore();
    people = new FakePayloads();
    suppressions = new FakeJobSuppressions();
    const payloads = new ResultPayloads(people.asStore, profiles);
    saving = new ManualSaveService(
      new JobsService(jobs, profiles, payloads, new InMemoryCreditStore()),
      jobs,
      profiles,
      payloads,
      suppressions,
      new SuppressedRows(profiles),
    );
  });

  async function ended(outcomes: readonly ItemOutcome[], emails = outcomes.length): Promise<string> {
    const job = aJob(emails);
    await jobs.create(job, 100);
    await jobs.finish(job.job_id, outcomes);
    await jobs.complete(job.job_id);
    return job.job_id;
  }

  const askedToSave = () => profiles.saves.flat().map(({ email_number }) => email_number);

  it('saves nobody who is suppressed, before or meanwhile', async () => {
    suppressions.suppressed.add('1@example.com');
    const job_id = await ended([unsaved(1), unsaved(2), unsaved(3)]);
    profiles.gate = async () => void suppressions.suppressed.add('2@example.com');
    const error = 'This person asked not to be stored';
    expect(await saving.save(job_id, false)).toMatchObject({
      saved_count: 1,
      save_errors: [
        { email: '1@example.com', error },
        { email: '2@example.com', error },
      ],
    });
    expect(askedToSave()).toEqual([2, 3]);
    expect([...profiles.rows.keys()]).toEqual(['3@example.com']);
  });

  it('saves the unsaved results and reports how many', async () => {
    const job_id = await ended([aResult(1), unsaved(2), anError(3), unsaved(4)]);
    expect(await saving.save(job_id, false)).toEqual({
      success: true,
      message: expect.any(String),
      job_id,
      total_results: 3,
      saved_count: 2,
      failed_count: 0,
      save_errors: [],
      linkedin_profiles_table: 'linkedin_profiles',
    });
    expect([...profiles.rows.keys()]).toEqual(['2@example.com', '4@example.com']);
    expect(profiles.rows.get('2@example.com')).toMatchObject({
      job_id,
      email_number: 2,
      profile_data: aResult(2).data,
    });
    expect(await jobs.find(job_id)).toMatchObject({ saved_profiles: 3, failed_saves: 0 });
  });

  it('tries each result once, whatever is rejected, and records the outcome', async () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 600 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 600 }), numbers, fc.boolean(), async (count, refused, force) => {
        profiles.saves.length = 0;
        profiles.refusal = ({ email_number }) => (refused.includes(email_number ?? 0) ? 'Too large' : null);
        const outcomes = Array.from({ length: count }, (_, index) =>
          index % 2 === 0 ? unsaved(index + 1) : aResult(index + 1),
        );
        const wanted = outcomes.filter(({ saved_to_linkedin_profiles: saved }) => force || !saved);
        const failed = wanted.filter(({ email_number }) => refused.includes(email_number));
        const job_id = await ended(outcomes);
        const answer = await saving.save(job_id, force);
        expect(askedToSave()).toEqual(wanted.map(({ email_number }) => email_number));
        expect(answer).toMatchObject({
          success: failed.length === 0,
          saved_count: wanted.length - failed.length,
          failed_count: failed.length,
          save_errors: failed.slice(0, 10).map(({ email }) => ({ email, error: 'Too large' })),
        });
        expect(await jobs.find(job_id)).toMatchObject({
          saved_profiles: outcomes.length - failed.length,
          failed_saves: failed.length,
        });
      }),
      { numRuns: 25 },
    );
  });

  it('reports the first ten failures over all pages', async () => {
    profiles.refusal = ({ email_number }) => ((email_number ?? 0) % 50 === 0 ? 'Too large' : null);
    const job_id = await ended(Array.from({ length: 600 }, (_, index) => unsaved(index + 1)));
    const { failed_count, save_errors } = await saving.save(job_id, false);
    expect(failed_count).toBe(12);
    expect(save_errors.map(({ email }) => email)).toEqual(
      Array.from({ length: 10 }, (_, index) => `${(index + 1) * 50}@example.com`),
    );
  });

  it('saves the payload of the stored person, and reports one that was deleted', async () => {
    people.set('person 1', 'bearer-api', '{"name":"One"}');
    const ofPerson = (number: number) => ({ ...unsaved(number), data: null, profile_id: `person ${number}` });
    const job_id = await ended([ofPerson(1), ofPerson(2)]);
    expect(await saving.save(job_id, false)).toMatchObject({
      saved_count: 1,
      save_errors: [{ email: '2@example.com', error: 'The data of this profile was deleted' }],
    });
    expect([...profiles.rows.values()]).toMatchObject([{ email: '1@example.com', profile_data: { name: 'One' } }]);
  });

  it('saves nothing while the people are unavailable', async () => {
    people.isAway = true;
    const job_id = await ended([{ ...unsaved(1), data: null, profile_id: 'person 1' }]);
    await expect(saving.save(job_id, false)).rejects.toThrow(StoreUnavailableError);
    expect(profiles.saves).toEqual([]);
  });

  it('has nothing left to save afterward', async () => {
    const job_id = await ended([unsaved(1)]);
    await saving.save(job_id, false);
    expect(await saving.save(job_id, false)).toMatchObject({ success: true, saved_count: 0 });
    expect(await saving.save(job_id, true)).toMatchObject({ success: true, saved_count: 1 });
  });

  it('reads no page before the previous one is saved', async () => {
    const reached: number[] = [];
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const second = Promise.withResolvers<void>();
    profiles.gate = async () => {
      reached.push(profiles.saves.length);
      if (reached.length === 2) second.resolve();
      await gates[reached.length - 1]?.promise;
    };
    const job_id = await ended(Array.from({ length: 600 }, (_, index) => unsaved(index + 1)));
    const answer = saving.save(job_id, false);
    gates[0]?.resolve();
    await second.promise;
    expect(reached).toEqual([1, 2]);
    for (const { resolve } of gates) resolve();
    expect(await answer).toMatchObject({ saved_count: 600 });
    expect(profiles.saves.map(({ length }) => length)).toEqual([250, 250, 100]);
  });

  it('rejects a job that is still running, and an unknown one', async () => {
    const job_id = await ended([unsaved(1)], 2);
    await expect(saving.save(job_id, false)).rejects.toMatchObject({ code: 'JOB_NOT_COMPLETED' });
    await expect(saving.save('nobody', false)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    expect(profiles.saves).toEqual([]);
  });

  it('accepts a cancelled job', async () => {
    const job_id = await ended([unsaved(1)], 2);
    await jobs.cancel(job_id);
    expect(await saving.save(job_id, false)).toMatchObject({ saved_count: 1, total_results: 1 });
  });

  it('tries nothing while the table is unavailable', async () => {
    const job_id = await ended([unsaved(1)]);
    profiles.problem = 'DynamoDB is away';
    await expect(saving.save(job_id, false)).rejects.toThrow('DynamoDB is away');
    expect(profiles.saves).toEqual([]);
  });
});
