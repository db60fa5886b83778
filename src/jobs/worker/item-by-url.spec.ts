import { beforeEach, describe, expect, it } from '@jest/globals';
import { aJob, anItem } from '../../../test/contract/job-store.builders.js';
import { anExperience, aProfile } from '../../../test/support/builders.js';
import { FakePersonSource } from '../../../test/support/fake-person-source.js';
import { InMemoryJobStore } from '../../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { InMemoryTokenStore } from '../../../test/support/in-memory-token.store.js';
import { noCredits } from '../../../test/support/no-credits.js';
import { aPipeline } from '../../../test/support/pipeline.js';
import { chainOf, guarded } from '../../../test/support/source-chain.js';
import { FakeJobSuppressions } from '../../../test/support/fake-suppressions.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import type { AnswerSlot } from '../../pipeline/linkedin-data.pipeline.js';
import { KnownLookups } from '../../pipeline/known-lookups.js';
import { SourceChain } from '../../sources/source-chain.js';
import { StoredTokenPool } from '../../tokens/pool/stored-token-pool.js';
import type { Job, JobItem } from '../job.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { CallPacing } from './call-pacing.js';
import { ItemPreparer } from './item-preparer.js';
import type { PreparedItem } from './prepared-item.js';
import { TokenDispenser } from './token-dispenser.js';
import { Waiting } from './waiting.js';
import { Tally } from '../../common/tally/tally.js';

const never = new AbortController().signal;
const anywhere: AnswerSlot = (fetch) => fetch();
const url = (slug: string) => `https://www.linkedin.com/in/${slug}/`;
const listed = (given: Partial<JobItem>): JobItem => ({
  ...anItem(null),
  job_id: 'job',
  email_number: 1,
  attempts: 0,
  ...given,
});

describe('an item with a URL', () => {
  let job: Job;
  let source: FakePersonSource;
  let pool: StoredTokenPool;
  let dispenser: TokenDispenser;
  let suppressions: FakeJobSuppressions;
  beforeEach(async () => {
    source = new FakePersonSource('both', 'required');
    suppressions = new FakeJobSuppressions();
    pool = new StoredTokenPool(new InMemoryTokenStore(), { dailyLimit: 100, ttlHours: 22 });
    await pool.add({ token: 'good', token_id: 'good' });
    dispenser = new TokenDispenser(pool, new Tally());
    const jobs = new InMemoryJobStore(new InMemoryQueue());
    const created = aJob(1);
    await jobs.create(created, 100);
    job = (await jobs.find(created.job_id))!;
  });

  const preparerOf = (chain: SourceChain) =>
    new ItemPreparer(
      aPipeline({}, undefined, chain).pipeline,
      chain,
      dispenser,
      new CallPacing(),
      noCredits(),
      suppressions,
    );

  const prepared = async (given: Partial<JobItem>, chain = chainOf(source), known = new KnownLookups()) => {
    const call = { inSlot: anywhere, signal: never, turn: null, known };
    return (await preparerOf(chain).prepare(listed(given), job, call)) as PreparedItem;
  };

  it('is looked up by it, without a token, and carries on what the list says', async () => {
    source.add(aProfile({ public_id: 'ann' }));
    const given = { linkedin_url: url('ann'), suggested_role: 'CIO', name: 'Dr. Ann', custom: { a: '1' } } as const;
    expect(await prepared(given)).toMatchObject({
      outcome: {
        success: true,
        email: null,
        linkedin_url: url('ann'),
        custom: { a: '1' },
        token_used: null,
        attempts: 1,
      },
      profile: {
        requested_slug: 'ann',
        email: null,
        stated_email: null,
        suggested_role: 'CIO',
        name_override: 'Dr. Ann',
      },
    });
    expect((await pool.status()).total_daily_usage).toBe(0);
  });

  it('is not looked up by its address too, which is tied to whoever is found', async () => {
    source.add(aProfile({ public_id: 'ann' }));
    expect(await prepared({ linkedin_url: url('ann'), email: 'ann@example.com' })).toMatchObject({
      outcome: { success: true, email: 'ann@example.com', linkedin_url: url('ann') },
      profile: { requested_slug: 'ann', email: null, stated_email: 'ann@example.com' },
    });
    expect(source.profileCalls).toEqual(['ann']);
  });

  it('is looked up by its address if nobody is found by the URL, which is then not that of the person', async () => {
    source.add(aProfile({ public_id: 'ann-b' }), 'ann@example.com');
    expect(await prepared({ linkedin_url: url('ann'), email: 'ann@example.com' })).toMatchObject({
      outcome: {
        success: true,
        token_used: 'good',
        attempts: 2,
        sources_asked: [
          { source: 'both', outcome: 'not_found' },
          { source: 'both', outcome: 'found' },
        ],
      },
      profile: { requested_slug: null, email: 'ann@example.com', stated_email: null },
    });
    expect(source.profileCalls).toEqual(['ann', 'ann@example.com']);
  });

  it('fails as its last lookup, with all calls', async () => {
    expect(await prepared({ linkedin_url: url('ann'), email: 'ann@example.com' })).toMatchObject({
      outcome: { error_type: 'not_found', attempts: 2, token_used: 'good', sources_asked: [{}, {}] },
    });
    source.profiles.set('ann', new UpstreamError('PROFILE_RESTRICTED', 'Profile is private'));
    expect(await prepared({ linkedin_url: url('ann'), email: 'ann@example.com' })).toMatchObject({
      outcome: { error_type: 'user_restricted', attempts: 1, token_used: null, sources_asked: [{}] },
    });
  });

  it('is looked up only as the configured sources can', async () => {
    source.add(aProfile(), 'ann@example.com').add(aProfile({ public_id: 'ann' }));
    const both = { linkedin_url: url('ann'), email: 'ann@example.com' };
    await prepared(both, new SourceChain([], [guarded(source)]));
    expect(source.profileCalls).toEqual(['ann@example.com']);
    source.profiles.delete('ann');
    const byUrlOnly = await prepared(both, new SourceChain([guarded(source)], []));
    expect(byUrlOnly).toMatchObject({ outcome: { error_type: 'not_found', sources_asked: [{}] } });
  });

  it.each(['ann', 'ann@example.com'])('is not looked up at all if the person is suppressed as %s', async (key) => {
    suppressions.suppressed.add(key);
    const preparer = preparerOf(chainOf(source));
    const [ann, bob] = [
      listed({ linkedin_url: url('ann'), email: 'ann@example.com' }),
      listed({ linkedin_url: url('bob'), email: key === 'ann' ? 'bob@example.com' : 'bob@x.io' }),
    ];
    const known = await preparer.recall([ann, bob], job);
    expect(suppressions.calls).toEqual([4]);
    const refused = { success: false, error_type: 'suppressed', retryable: false, attempts: 0, sources_asked: [] };
    expect(await preparer.settled(ann, job, known)).toMatchObject({ outcome: refused, profile: null });
    expect(await preparer.settled(bob, job, known)).toBeNull();
    // Also where no source takes the lookup by which the person is suppressed.
    const byEmailOnly = preparerOf(new SourceChain([], [guarded(source)]));
    const recalled = await byEmailOnly.recall([ann], job);
    expect(await byEmailOnly.settled(ann, job, recalled)).toMatchObject({ outcome: refused });
    expect(source.profileCalls).toEqual([]);
  });

  it('is not looked up while nobody can tell who is suppressed', async () => {
    suppressions.failure = new StoreUnavailableError('away');
    await expect(preparerOf(chainOf(source)).recall([listed({ email: 'a@x.io' })], job)).rejects.toThrow('away');
  });

  it('needs no call by its address if a stored person has that and is recent enough', async () => {
    const stored = { profile_id: 'id', source: 'both', fetched_at: new Date(0), has_companies: false };
    const person = { ...stored, name: null, suggested_role: null };
    const known = new KnownLookups(new Map([['email:ann@example.com', { suppressed: false, person, not_found: [] }]]));
    job = { ...job, config: { ...job.config, max_age_hours: 1e6 } };
    const given = { linkedin_url: url('ann'), email: 'ann@example.com' };
    expect(await prepared(given, chainOf(source), known)).toMatchObject({
      outcome: {
        success: true,
        profile_id: 'id',
        timestamp: new Date(0),
        attempts: 1,
        token_used: null,
        sources_asked: [{ source: 'both', outcome: 'not_found' }],
      },
    });
    expect(source.profileCalls).toEqual(['ann']);
  });

  it('is looked up by its address at once if its URL is known to lead nowhere', async () => {
    source.add(aProfile(), 'ann@example.com');
    const given = listed({ linkedin_url: url('ann'), email: 'ann@example.com' });
    const not_found = [{ source: 'both', at: new Date(0), until: new Date(1) }];
    const missed = (...keys: string[]) =>
      new KnownLookups(new Map(keys.map((key) => [key, { suppressed: false, person: null, not_found }])));
    const known = missed('url:ann');
    expect(await prepared(given, chainOf(source), known)).toMatchObject({
      outcome: { success: true, attempts: 1, sources_asked: [{ outcome: 'known_not_found' }, { outcome: 'found' }] },
    });
    const preparer = preparerOf(chainOf(source));
    expect(await preparer.settled(given, job, known)).toBeNull();
    expect(await preparer.turn(given, job, known, never)).toMatchObject({
      source: 'both',
      lease: { token_id: 'good' },
    });
    expect(await preparer.turn(given, job, new KnownLookups(), never)).toBeNull();
    const settled = await preparer.settled(given, job, missed('url:ann', 'email:ann@example.com'));
    expect(settled).toMatchObject({ outcome: { error_type: 'not_found', attempts: 0, sources_asked: [{}, {}] } });
  });

  it('waits with what is held back, although nobody was found by its URL', async () => {
    await pool.remove('good');
    expect(await prepared({ linkedin_url: url('ann'), email: 'ann@example.com' })).toBeInstanceOf(Waiting);
  });

  it('decides whether its companies are fetched', async () => {
    source.add(
      aProfile({
        public_id: 'ann',
        experience: [anExperience({ company: 'Acme', company_id: '7', is_current: true })],
      }),
    );
    const companiesOf = async (include_companies: boolean | null) =>
      (await prepared({ linkedin_url: url('ann'), include_companies })).profile?.companies;
    expect(await companiesOf(null)).toBeNull();
    expect(await companiesOf(true)).toEqual([]);
    expect(source.companyCalls).toHaveLength(1);
  });
});
