import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { readConfig } from '../../config/read-config.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import type { SupabaseGateway } from '../../infrastructure/supabase/supabase-gateway.js';
import { EmbeddingUsage } from '../../embeddings/embedding-usage.js';
import type { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import type { DynamoDb } from '../../infrastructure/dynamodb/dynamodb.js';
import type { LinkedInProfilesStore } from '../../linkedin-profiles/linkedin-profiles.store.js';
import { FakePersonSource } from '../../../test/support/fake-person-source.js';
import { guarded } from '../../../test/support/source-chain.js';
import { OPEN_ACCESS } from '../../../test/support/open-access.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import { AccountRefusal } from '../../sources/account-refusal.js';
import { SourceAccount } from '../../sources/source-account.js';
import { SourceChain } from '../../sources/source-chain.js';
import { EmbeddingsProbe } from './embeddings.probe.js';
import { LinkedInProfilesProbe } from './linkedin-profiles.probe.js';
import { ProfileSourceProbe } from './profile-source.probe.js';
import { SupabaseProbe } from './supabase.probe.js';
import { Tally } from '../../common/tally/tally.js';

const away = () => Promise.reject(new StoreUnavailableError('The store is away'));
const resolved = () => Promise.resolve();

beforeAll(() => Logger.overrideLogger(false));

describe('linkedin_profiles', () => {
  const probe = (check: () => Promise<void>) =>
    new LinkedInProfilesProbe(
      { table: 'people', check } as unknown as LinkedInProfilesStore,
      { description: 'DynamoDB in eu-west-1' } as DynamoDb,
    );

  it('is healthy while the table can be used', async () => {
    expect(await probe(resolved).check()).toEqual({
      status: 'healthy',
      problem: null,
      table_name: 'people',
      available: true,
      side: 'DynamoDB in eu-west-1',
    });
  });

  it('says what to do while it cannot', async () => {
    expect(await probe(away).check()).toMatchObject({
      status: 'unhealthy',
      problem: 'The store is away',
      table_name: 'people',
      available: false,
    });
  });
});

describe('supabase', () => {
  const probe = (check: () => Promise<void>) =>
    new SupabaseProbe({ description: 'embedded', check } as unknown as SupabaseGateway);

  it('is healthy while it answers, and says how fast', async () => {
    expect(await probe(resolved).check()).toEqual({
      status: 'healthy',
      problem: null,
      side: 'embedded',
      response_time_ms: expect.any(Number),
    });
  });

  it('shows nothing of an error that nobody provided for', async () => {
    const { status, problem } = await probe(() => Promise.reject(new Error('select secret'))).check();
    expect(status).toBe('unhealthy');
    expect(problem).not.toContain('secret');
  });
});

describe('embeddings', () => {
  const refusal = new UpstreamError('ACCESS_DENIED', 'The embedding service rejected OPENAI_API_KEY');

  /** An embedder that answered so many milliseconds ago; counts what it is asked for. */
  function embedder(lastAnswer: { msAgo: number; error: unknown } | null, embed = async () => {}) {
    const embedded: string[] = [];
    const service = {
      model: 'small',
      description: 'small at api.openai.com',
      lastAnswer: lastAnswer && { at: performance.now() - lastAnswer.msAgo, error: lastAnswer.error },
      embed: (texts: readonly string[]) => (embedded.push(...texts), embed()),
    } as unknown as EmbeddingsService;
    const usage = new EmbeddingUsage(0.02, new Tally());
    usage.count(1_000);
    return { embedded, probe: new EmbeddingsProbe(service, usage, readConfig({})) };
  }

  it('is healthy while a text can be embedded, and says what that cost', async () => {
    expect(await embedder(null).probe.check()).toEqual({
      status: 'healthy',
      problem: null,
      model: 'small',
      side: 'small at api.openai.com',
      dimensions: 1536,
      tokens_used: 1_000,
      cost_usd: 0.00002,
    });
  });

  it('is degraded while none can, as profiles are stored without', async () => {
    const { probe } = embedder(null, () => Promise.reject(refusal));
    expect(await probe.check()).toMatchObject({ status: 'degraded', problem: refusal.message });
  });

  it('spends nothing while profiles are embedded', async () => {
    const { embedded, probe } = embedder({ msAgo: 1_000, error: null });
    expect(await probe.check()).toMatchObject({ status: 'healthy' });
    expect(embedded).toEqual([]);
  });

  it('shows what profiles ran into, and asks no more', async () => {
    const { embedded, probe } = embedder({ msAgo: 1_000, error: refusal });
    expect(await probe.check()).toMatchObject({ status: 'degraded', problem: refusal.message });
    expect(embedded).toEqual([]);
  });

  it.each([null, refusal])(
    'asks again when the last answer is old, with a text that nobody remembers',
    async (error) => {
      const { embedded, probe } = embedder({ msAgo: 70_000, error });
      expect(await probe.check()).toMatchObject({ status: 'healthy' });
      expect(embedded).toEqual([expect.stringMatching(/^health at .*\dZ$/)]);
    },
  );
});

describe('profile_source', () => {
  const outage = () => new UpstreamError('UPSTREAM_ERROR', 'down', { retryable: true });
  const ann = { by: 'url', url: LinkedInUrl.ofSlug('ann') } as const;
  const askOnce = (chain: SourceChain) => chain.fetchPerson(ann, OPEN_ACCESS, new AbortController().signal);

  function world(names: string[], failing: string[] = []) {
    const accounts = names.map(() => new SourceAccount());
    const sources = names.map((name, index) => {
      const source = new FakePersonSource(name);
      if (failing.includes(name)) source.missing = outage;
      return guarded(source, { breakerFailures: 1, account: accounts[index] });
    });
    const chain = new SourceChain(sources, sources);
    return { accounts, chain, check: () => new ProfileSourceProbe(chain).check() };
  }

  it('says what the source takes', async () => {
    const urlsOnly = Object.assign(new FakePersonSource('cassidy'), { accepts: { urls: true, emails: false } });
    expect(await new ProfileSourceProbe(new SourceChain([guarded(urlsOnly)], [])).check()).toEqual({
      status: 'healthy',
      problem: null,
      source: 'cassidy',
      sources: [
        {
          name: 'cassidy',
          asked_by: ['url'],
          side: 'cassidy, synthetic people',
          circuit: 'closed',
          account_problem: null,
        },
      ],
      circuit: 'closed',
      takes_member_urls: true,
      takes_emails: false,
      credits_spent: {},
      credits_remaining: {},
    });
  });

  it('is unhealthy while calls are held back', async () => {
    const { chain, check } = world(['a'], ['a']);
    await askOnce(chain).catch(() => undefined);
    expect(await check()).toMatchObject({ status: 'unhealthy', circuit: 'open', sources: [{ circuit: 'open' }] });
  });

  it('is degraded while another source can be asked, and says which one cannot', async () => {
    const { chain, check } = world(['a', 'b'], ['a']);
    await askOnce(chain).catch(() => undefined);
    expect(await check()).toMatchObject({
      status: 'degraded',
      problem: 'a: Calls to the source are paused after repeated failures',
      source: 'a,b',
      circuit: 'open',
      sources: [{ circuit: 'open' }, { circuit: 'closed' }],
    });
  });

  it('tells the credits of all sources, and that none remain of a type', async () => {
    const { accounts, check } = world(['a', 'b']);
    accounts[0]?.spend('enrich', 1);
    accounts[1]?.spend('enrich', 2);
    accounts[0]?.remain('enrich', 7);
    const details = { credits_spent: { enrich: 3 }, credits_remaining: { enrich: 7 } };
    expect(await check()).toMatchObject({ status: 'healthy', ...details });
    accounts[1]?.remain('enrich_company', 0);
    expect(await check()).toMatchObject({ status: 'degraded', problem: expect.stringMatching(/enrich_company/) });
  });

  it('is unhealthy with what to do while the account is refused for anything', async () => {
    const { accounts, check } = world(['a']);
    accounts[0]?.refuse({ scope: 'profile', by: 'url' }, new AccountRefusal('Set the key'));
    accounts[0]?.accept('company');
    expect(await check()).toMatchObject({
      status: 'unhealthy',
      problem: 'Set the key',
      sources: [{ account_problem: 'Set the key' }],
    });
    accounts[0]?.accept('profile');
    expect(await check()).toMatchObject({ status: 'healthy' });
  });
});
