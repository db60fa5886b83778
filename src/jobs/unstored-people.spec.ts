import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { aJob, anItem, aResult } from '../../test/contract/job-store.builders.js';
import { aCompany } from '../../test/support/builders.js';
import type { FakePersonSource } from '../../test/support/fake-person-source.js';
import type { FakeProfileStore } from '../../test/support/fake-profile-store.js';
import { InMemoryCreditStore } from '../../test/support/in-memory-credit.store.js';
import { InMemoryJobStore } from '../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../test/support/in-memory-queue.js';
import { aPipeline } from '../../test/support/pipeline.js';
import { FakeSuppressions } from '../../test/support/fake-suppressions.js';
import { FakeLinkedInProfilesStore } from '../../test/support/fake-linkedin-profiles.store.js';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { CreditsService } from '../credits/credits.service.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import type { JsonValue } from '../model/json-value.js';
import type { ProfileStore } from '../profile-store/profile.store.js';
import type { JobConfig } from './job.js';
import { SuppressedRows } from './suppressed-rows.js';
import { UnstoredPeople } from './unstored-people.js';

const never = new AbortController().signal;

const answer = (slug: string): JsonValue => ({
  persons: [{ displayName: `Name of ${slug}`, linkedInUrl: `https://www.linkedin.com/in/${slug}/` }],
});

describe('people whose store was unavailable', () => {
  beforeAll(() => Logger.overrideLogger(false));

  let jobs: InMemoryJobStore;
  let store: FakeProfileStore;
  let task: UnstoredPeople;
  let rows: FakeLinkedInProfilesStore;
  let suppressions: FakeSuppressions;
  let credits: InMemoryCreditStore;
  let source: FakePersonSource;
  beforeEach(() => {
    const { pipeline, store: fake, source: asked } = aPipeline();
    [store, source, credits] = [fake, asked, new InMemoryCreditStore()];
    jobs = new InMemoryJobStore(new InMemoryQueue());
    rows = new FakeLinkedInProfilesStore();
    suppressions = new FakeSuppressions();
    task = new UnstoredPeople(
      jobs,
      pipeline,
      store as unknown as ProfileStore,
      new CreditsService(credits),
      new SuppressedRows(rows),
      suppressions.asSuppressions,
      new UpkeepTasks(),
    );
  });

  async function endedJob(answers: readonly JsonValue[], config: Partial<JobConfig> = {}): Promise<string> {
    const { config: settings, ...given } = aJob(answers.length);
    const job = { ...given, config: { ...settings, ...config } };
    await jobs.create(job, 100);
    await jobs.finish(
      job.job_id,
      answers.map((data, index) => aResult(index + 1, { data, to_store: true })),
    );
    return job.job_id;
  }

  it('are stored from the answers that items kept, of all jobs and pages', async () => {
    const slugs = Array.from({ length: 60 }, (_, index) => `member-${index}`);
    const ids = [await endedJob(slugs.slice(0, 30).map(answer)), await endedJob(slugs.slice(30).map(answer))];
    await task.run(never);
    expect(store.saved.map(({ profile }) => profile.public_id).toSorted()).toEqual(slugs.toSorted());
    expect(store.saved[0]).toMatchObject({
      source: 'bearer-api',
      fetched_at: aResult(1).timestamp,
      raw: JSON.stringify(answer('member-0')),
      email: '1@example.com',
      embedding: { vector: expect.any(Array) },
    });
    const idOf = new Map(store.profiles.map(({ public_id, id }) => [public_id, id]));
    expect(ids.flatMap((id) => jobs.outcomesOf(id))).toMatchObject(
      slugs.map((slug) => ({ profile_id: idOf.get(slug), data: null, to_store: false })),
    );
    expect(await jobs.toStore(1)).toEqual([]);
  });

  it('are not kept if they are suppressed by then', async () => {
    const job_id = await endedJob([answer('ann'), answer('bob')]);
    store.isSuppressed = ({ profile }) => profile.public_id === 'ann';
    await task.run(never);
    expect(jobs.outcomesOf(job_id)).toMatchObject([
      { success: false, error_type: 'suppressed', retryable: false },
      { success: true, profile_id: expect.any(String) },
    ]);
    expect(JSON.stringify(jobs.outcomesOf(job_id))).not.toContain('Name of ann');
    expect(suppressions.extended).toEqual([{ slugs: ['ann'], linkedin_ids: [], emails: ['1@example.com'] }]);
    expect(await jobs.toStore(1)).toEqual([]);
  });

  it('are stored as they were found: by URL, or by the address after nobody was found by the URL', async () => {
    const linkedin_url = 'https://www.linkedin.com/in/ann/';
    const items = [
      anItem('1@example.com', { linkedin_url, suggested_role: 'CTO', name: 'Ann' }),
      anItem('2@example.com', { linkedin_url: 'https://www.linkedin.com/in/wrong/' }),
      anItem(null, { linkedin_url: 'https://www.linkedin.com/in/cy/' }),
    ];
    const job = aJob(3, { items });
    await jobs.create(job, 100);
    const [ann, bob, cy] = ['ann', 'bob', 'cy'].map((slug, index) =>
      aResult(index + 1, { data: answer(slug), to_store: true, token_used: slug === 'bob' ? 'token_1' : null }),
    );
    await jobs.finish(job.job_id, [ann!, bob!, cy!]);
    await task.run(never);
    expect(store.saved).toMatchObject([
      {
        requested_slug: 'ann',
        email: null,
        stated_email: '1@example.com',
        suggested_role: 'CTO',
        name_override: 'Ann',
      },
      { requested_slug: null, email: '2@example.com', stated_email: null, suggested_role: null },
      { requested_slug: 'cy', email: null, stated_email: null },
    ]);
    expect(await jobs.toStore(1)).toEqual([]);
  });

  it.each([
    [null, 1],
    [0, 0],
  ])('have companies that their job pays for, with a limit of %s', async (max_credits, spent) => {
    source.addCompany(aCompany({ slug: 'acme' }));
    const company = { linkedInUrl: 'https://www.linkedin.com/company/acme/' };
    const positions = { positionHistory: [{ title: 'CTO', companyName: 'Acme', company }] };
    const linkedInUrl = 'https://www.linkedin.com/in/ann/';
    const data = { persons: [{ displayName: 'Ann', linkedInUrl, positions }] };
    const id = await endedJob([data], { include_companies: true, max_credits });
    await task.run(never);
    expect(store.saved[0]?.companies).toHaveLength(spent);
    expect(credits.stateOf(id)).toMatchObject({ spent, reserved: 0 });
  });

  it('wait on while it is', async () => {
    const id = await endedJob([answer('ann')]);
    store.failure = new StoreUnavailableError('away');
    await task.run(never);
    expect(jobs.outcomesOf(id)).toMatchObject([{ profile_id: null, data: answer('ann'), to_store: true }]);
    store.failure = null;
    await task.run(never);
    expect(jobs.outcomesOf(id)).toMatchObject([{ profile_id: expect.any(String), data: null, to_store: false }]);
  });

  it.each<[string, JsonValue]>([
    ['an answer that names nobody', { persons: [] }],
    ['an answer that says of nobody who it is', { persons: [{ displayName: 'Some Ann' }] }],
    ['an answer that the database refuses', answer('refused')],
  ])('are not held up by %s, which stays with its item', async (_, data) => {
    store.refusal = ({ profile }) => (profile.public_id === 'refused' ? new Error('no') : null);
    const id = await endedJob([data, answer('ann')]);
    await task.run(never);
    expect(jobs.outcomesOf(id)).toMatchObject([
      { profile_id: null, data, to_store: false },
      { profile_id: expect.any(String), data: null },
    ]);
  });

  it('are left for the next process at shutdown', async () => {
    const id = await endedJob([answer('ann')]);
    await expect(task.run(AbortSignal.abort(new Error('the process ends')))).rejects.toThrow('the process ends');
    expect(jobs.outcomesOf(id)).toMatchObject([{ to_store: true }]);
  });
});
