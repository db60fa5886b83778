import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noCredits } from '../../../test/support/no-credits.js';
import { until } from '../../../test/support/until.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { anItem } from '../../../test/contract/job-store.builders.js';
import { aProfile } from '../../../test/support/builders.js';
import { FakePersonSource } from '../../../test/support/fake-person-source.js';
import { aPipeline } from '../../../test/support/pipeline.js';
import { guarded } from '../../../test/support/source-chain.js';
import {
  PersonSource,
  type BearerSecret,
  type FetchedCompany,
  type FetchedPerson,
  type Lookup,
  type TokenUse,
} from '../../sources/person-source.js';
import { KnownLookups } from '../../pipeline/known-lookups.js';
import { SourceChain } from '../../sources/source-chain.js';
import { InMemoryTokenStore } from '../../../test/support/in-memory-token.store.js';
import { FakeJobSuppressions } from '../../../test/support/fake-suppressions.js';
import { StoredTokenPool } from '../../tokens/pool/stored-token-pool.js';
import { CallPacing } from './call-pacing.js';
import { ItemPreparer } from './item-preparer.js';
import type { Turn } from './job-tokens.js';
import type { ItemOutcome, Job, JobItem } from '../job.js';
import { TokenDispenser } from './token-dispenser.js';
import { Waiting } from './waiting.js';
import { Tally } from '../../common/tally/tally.js';

type Reply = 'ok' | 401 | 429 | 404 | 500;

/** Responds as the given token dictates, and records every use. */
class TokenMindedSource extends PersonSource {
  readonly name = 'fake';
  readonly accepts = { urls: false, emails: true };
  readonly price = { person: 1, company: 1 };
  readonly uses: string[] = [];

  constructor(
    private readonly replies: (token: string) => Reply,
    readonly tokens: TokenUse = 'required',
  ) {
    super();
  }

  override fetchPerson(lookup: Lookup, token: BearerSecret | null): Promise<FetchedPerson> {
    const secret = token?.reveal() ?? '';
    this.uses.push(secret);
    const reply = this.replies(secret);
    if (reply !== 'ok' || lookup.by === 'url') return Promise.reject(errors[reply === 'ok' ? 404 : reply]());
    const data = { email: lookup.email.value };
    const profile = aProfile();
    return Promise.resolve({ profile, identity: profile, data, raw: '{}', fetched_at: new Date() });
  }

  override fetchCompany(): Promise<FetchedCompany> {
    return Promise.reject(errors[404]());
  }
}

const errors = {
  401: () => new UpstreamError('TOKEN_REFUSED', 'The token is refused'),
  429: () => new UpstreamError('RATE_LIMITED', 'Too many requests', { retryable: true, retryAfterMs: 60_000 }),
  404: () => new UpstreamError('PROFILE_NOT_FOUND', 'Profile not found'),
  500: () => new UpstreamError('UPSTREAM_ERROR', 'The source answered 500', { retryable: true }),
};

const never = new AbortController().signal;

function aJob(requests_per_token = 2): Job {
  return {
    job_id: 'job',
    status: 'processing',
    priority: 'NORMAL',
    config: {
      requests_per_token,
      delay_seconds: 0,
      concurrency: 4,
      save_to_dynamodb: true,
      store_profile: false,
      include_companies: false,
      max_age_hours: null,
      force_refresh: false,
      max_credits: null,
      webhook_url: null,
    },
    total_emails: 1,
    processed_emails: 0,
    failed_emails: 0,
    saved_profiles: 0,
    failed_saves: 0,
    current_email: null,
    waiting_for: null,
    columns: null,
    file_name: null,
    created_by: null,
    created_at: new Date(),
    started_at: new Date(),
    completed_at: null,
  };
}

const item = (email_number = 1): JobItem => ({
  ...anItem(`a${email_number}@example.com`),
  job_id: 'job',
  email_number,
  attempts: 0,
});

/** The response to a call without a token. */
const withoutToken: { reply: Reply } = { reply: 'ok' };

async function fetcherWith(tokens: Record<string, Reply>, dailyLimit = 100, use?: TokenUse) {
  const pool = new StoredTokenPool(new InMemoryTokenStore(), { dailyLimit, ttlHours: 22 });
  for (const token of Object.keys(tokens)) await pool.add({ token, token_id: token });
  const source = new TokenMindedSource((token) => (token === '' ? withoutToken.reply : (tokens[token] ?? 401)), use);
  const dispenser = new TokenDispenser(pool, new Tally());
  const chain = new SourceChain([], [guarded(source, { maxAttempts: 2 })]);
  return { ...preparerOf(chain, dispenser), source, pool, dispenser };
}

function preparerOf(chain: SourceChain, dispenser: TokenDispenser) {
  const preparer = new ItemPreparer(
    aPipeline({}, undefined, chain).pipeline,
    chain,
    dispenser,
    new CallPacing(),
    noCredits(),
    new FakeJobSuppressions(),
  );
  const known = new KnownLookups();
  const call = { inSlot: <T>(fetch: () => Promise<T>) => fetch(), signal: never, known };
  const fetch = async (email: JobItem, job: Job, turn: Turn | null = null): Promise<ItemOutcome | Waiting> => {
    const prepared = await preparer.prepare(email, job, { ...call, turn });
    return prepared instanceof Waiting ? prepared : prepared.outcome;
  };
  const turn = (job: Job) => preparer.turn(item(), job, known, never);
  return { fetcher: { fetch, turn }, preparer, call };
}

describe('ItemPreparer', () => {
  let job: Job;

  beforeEach(() => {
    job = aJob();
  });

  it('returns the data and the ID of the token', async () => {
    const { fetcher } = await fetcherWith({ good: 'ok' });
    expect(await fetcher.fetch(item(), job)).toMatchObject({
      success: true,
      email: 'a1@example.com',
      data: { email: 'a1@example.com' },
      token_used: 'good',
      attempts: 1,
      source: 'fake',
      sources_asked: [{ source: 'fake', outcome: 'found' }],
    });
  });

  it('has the person to store where the job wants it', async () => {
    const { preparer, call } = await fetcherWith({ good: 'ok' });
    const wanting = { ...job, config: { ...job.config, store_profile: true } };
    for (const [given, profile] of [
      [job, null],
      [wanting, { email: 'a1@example.com', source: 'fake', profile: aProfile() }],
    ] as const) {
      const prepared = await preparer.prepare(item(), given, { ...call, turn: null });
      expect(prepared).toMatchObject({ outcome: { success: true, profile_id: null }, profile });
    }
  });

  it.each<Reply>([401, 429])('goes on with another token when one is answered %s', async (reply) => {
    const { fetcher, pool } = await fetcherWith({ bad: reply, good: 'ok' });
    const outcomes = await Promise.all([1, 2, 3, 4].map((number) => fetcher.fetch(item(number), job)));
    expect(outcomes).toMatchObject([1, 2, 3, 4].map(() => ({ success: true, token_used: 'good' })));
    const states = (await pool.status()).token_details.map(({ token_id, state }) => [token_id, state]);
    expect(Object.fromEntries(states)).toEqual({ bad: reply === 401 ? 'revoked' : 'cooling', good: 'healthy' });
  });

  it('decides nothing about an address while no token is available', async () => {
    const { fetcher } = await fetcherWith({ bad: 401 });
    expect(await fetcher.fetch(item(), job)).toBeInstanceOf(Waiting);
  });

  it('needs no call for a stored person who is recent enough', async () => {
    const { preparer, source } = await fetcherWith({});
    const fetched_at = new Date('2026-01-01T00:00:00.000Z');
    const person = {
      profile_id: 'id',
      source: 'test',
      fetched_at,
      name: null,
      suggested_role: null,
      has_companies: false,
    };
    const known = new KnownLookups(new Map([['email:a1@example.com', { suppressed: false, person, not_found: [] }]]));
    const taking = { ...job, config: { ...job.config, max_age_hours: 80_000 } };
    expect(await preparer.settled(item(1), taking, known)).toMatchObject({
      profile: null,
      outcome: {
        success: true,
        email: 'a1@example.com',
        profile_id: 'id',
        source: 'test',
        timestamp: fetched_at,
        token_used: null,
        attempts: 0,
        sources_asked: [],
      },
    });
    expect(await preparer.settled(item(2), taking, known)).toBeNull();
    expect(await preparer.settled(item(1), job, known)).toBeNull();
    expect(source.uses).toEqual([]);
  });

  it('needs no call for an address that no source knows', async () => {
    const { preparer } = await fetcherWith({});
    const not_found = [{ source: 'fake', at: new Date(0), until: new Date(1) }];
    const known = new KnownLookups(new Map([['email:a1@example.com', { suppressed: false, person: null, not_found }]]));
    expect(await preparer.settled(item(1), job, known)).toMatchObject({
      outcome: {
        success: false,
        error_type: 'not_found',
        error: expect.stringContaining('Profile not found: Known since 1970-01-01T00:00:00.000Z'),
        retryable: false,
        attempts: 0,
        sources_asked: [{ source: 'fake', outcome: 'known_not_found' }],
      },
    });
    expect(await preparer.settled(item(2), job, known)).toBeNull();
  });

  it('passes on what the source reports about the address itself', async () => {
    const { fetcher } = await fetcherWith({ good: 404 });
    expect(await fetcher.fetch(item(), job)).toMatchObject({
      success: false,
      error: 'Profile not found',
      error_type: 'not_found',
      retryable: false,
      sources_asked: [{ source: 'fake', outcome: 'not_found' }],
      attempts: 1,
    });
  });

  it('retries if that may help, each time with a use of its own', async () => {
    const { fetcher, pool } = await fetcherWith({ good: 500 });
    expect(await fetcher.fetch(item(), job)).toMatchObject({ error_type: 'upstream_error', attempts: 2 });
    expect((await pool.status()).total_daily_usage).toBe(2);
  });

  it('gives back unused uses', async () => {
    const { fetcher, pool, dispenser } = await fetcherWith({ good: 'ok' });
    await fetcher.fetch(item(), aJob(10));
    expect((await pool.status()).total_daily_usage).toBe(10);
    await dispenser.release('job');
    expect((await pool.status()).total_daily_usage).toBe(1);
  });

  it('leases the next block while the current one is used up, and gives it back if it is not needed', async () => {
    const { fetcher, pool, dispenser } = await fetcherWith({ one: 'ok', two: 'ok' });
    const usage = async () => (await pool.status()).total_daily_usage;
    for (let number = 1; number <= 4; number += 1) await fetcher.fetch(item(number), aJob(10));
    expect(await usage()).toBe(10);
    await fetcher.fetch(item(5), aJob(10));
    await until(async () => ((await usage()) === 20 ? true : null));
    await dispenser.release('job');
    expect(await usage()).toBe(5);
  });

  describe('with a source that needs no token', () => {
    beforeEach(() => {
      withoutToken.reply = 'ok';
    });

    it('takes no token if the source has its own credential, and reports the source instead', async () => {
      const { fetcher, source, pool } = await fetcherWith({ good: 'ok' }, 100, 'none');
      expect(await fetcher.fetch(item(), job)).toMatchObject({ success: true, token_used: 'fake', attempts: 1 });
      expect(source.uses).toEqual(['']);
      expect((await pool.status()).total_daily_usage).toBe(0);
    });

    it('takes a token if there is one and the source accepts it', async () => {
      const { fetcher } = await fetcherWith({ good: 'ok' }, 100, 'optional');
      expect(await fetcher.fetch(item(), job)).toMatchObject({ success: true, token_used: 'good' });
    });

    it('continues without a token if there is none, or the table is unavailable', async () => {
      const { fetcher } = await fetcherWith({}, 100, 'optional');
      expect(await fetcher.fetch(item(), job)).toMatchObject({ success: true, token_used: 'fake' });
      const { fetcher: other, pool } = await fetcherWith({ good: 'ok' }, 100, 'optional');
      pool.lease = () => Promise.reject(new StoreUnavailableError('The table is away'));
      expect(await other.fetch(item(), job)).toMatchObject({ success: true, token_used: 'fake' });
    });

    it('decides nothing about an address while the source asks for a pause', async () => {
      withoutToken.reply = 429;
      const { fetcher } = await fetcherWith({}, 100, 'none');
      expect(await fetcher.fetch(item(), job)).toEqual({ waitsFor: 'source', retryAt: expect.any(Date) });
      withoutToken.reply = 401;
      expect(await fetcher.fetch(item(), job)).toEqual(new Waiting('source', null));
    });
  });

  it('makes the first attempt with the token whose turn it waited for', async () => {
    const { fetcher, source, pool } = await fetcherWith({ one: 'ok', two: 'ok' });
    const turn = (await fetcher.turn(job)) as Turn;
    expect(await fetcher.fetch(item(), job, turn)).toMatchObject({ token_used: turn.lease?.token_id });
    expect(source.uses).toHaveLength(1);
    expect((await pool.status()).total_daily_usage).toBe(2);
  });

  it('waits for a turn at the first source that can be asked', async () => {
    const { pool, dispenser } = await fetcherWith({});
    const [tokened, free] = [new FakePersonSource('tokened', 'required'), new FakePersonSource('free')];
    free.missing = () => aProfile();
    const { fetcher } = preparerOf(new SourceChain([], [guarded(tokened), guarded(free)]), dispenser);
    expect(await fetcher.turn(job)).toEqual({ source: 'free', lease: null });
    expect(await fetcher.fetch(item(), job)).toMatchObject({ success: true, token_used: 'free' });
    await pool.add({ token: 'good', token_id: 'good' });
    expect(await fetcher.turn(job)).toMatchObject({ source: 'tokened', lease: { token_id: 'good' } });
  });

  it('never fails an address because of a bad token, does not use a rejected one again, and exceeds no block or limit', async () => {
    const replies = fc.dictionary(fc.stringMatching(/^[a-z]{4}$/), fc.constantFrom<Reply>('ok', 401, 429), {
      minKeys: 1,
      maxKeys: 5,
    });
    await fc.assert(
      fc.asyncProperty(
        replies,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 3, max: 12 }),
        async (tokens, block, limit) => {
          const { fetcher, source } = await fetcherWith(tokens, limit);
          const emails = Array.from({ length: 10 }, (_, index) => item(index + 1));
          const outcomes = await Promise.all(emails.map((email) => fetcher.fetch(email, aJob(block))));
          for (const outcome of outcomes) expect(outcome instanceof Waiting || outcome.success).toBe(true);
          const capacity = Object.values(tokens).filter((reply) => reply === 'ok').length * limit;
          const served = outcomes.filter((outcome) => !(outcome instanceof Waiting)).length;
          expect(served).toBe(Math.min(10, capacity));
          for (const [token, uses] of Map.groupBy(source.uses, (use) => use)) {
            expect(uses.length).toBeLessThanOrEqual(limit);
            if (tokens[token] !== 'ok') expect(uses.length).toBeLessThanOrEqual(block);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
