import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { readConfig } from '../../config/read-config.js';
import { ResiliencePolicy } from '../../infrastructure/http-client/resilience.policy.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import type { SupabaseGateway } from '../../infrastructure/supabase/supabase-gateway.js';
import { EmbeddingUsage } from '../../embeddings/embedding-usage.js';
import type { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import type { DynamoDb } from '../../infrastructure/dynamodb/dynamodb.js';
import type { LinkedInProfilesStore } from '../../linkedin-profiles/linkedin-profiles.store.js';
import type { EmailSource } from '../../sources/email-source.js';
import { NoMemberUrlsProfileSource } from '../../sources/no-member-urls.profile-source.js';
import { ResilientProfileSource } from '../../sources/resilient-profile-source.js';
import { SourceAccount } from '../../sources/source-account.js';
import { EmbeddingsProbe } from './embeddings.probe.js';
import { LinkedInProfilesProbe } from './linkedin-profiles.probe.js';
import { ProfileSourceProbe } from './profile-source.probe.js';
import { SupabaseProbe } from './supabase.probe.js';

const away = () => Promise.reject(new StoreUnavailableError('The store is away'));
const resolved = () => Promise.resolve();
const someEmails = { name: 'bearer-api' } as EmailSource;

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
    const asked: string[] = [];
    const service = {
      model: 'small',
      description: 'small at api.openai.com',
      lastAnswer: lastAnswer && { at: performance.now() - lastAnswer.msAgo, error: lastAnswer.error },
      embed: (texts: readonly string[]) => (asked.push(...texts), embed()),
    } as unknown as EmbeddingsService;
    const usage = new EmbeddingUsage(0.02);
    usage.count(1_000);
    return { asked, probe: new EmbeddingsProbe(service, usage, readConfig({})) };
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
    const { asked, probe } = embedder({ msAgo: 1_000, error: null });
    expect(await probe.check()).toMatchObject({ status: 'healthy' });
    expect(asked).toEqual([]);
  });

  it('shows what profiles ran into, and asks no more', async () => {
    const { asked, probe } = embedder({ msAgo: 1_000, error: refusal });
    expect(await probe.check()).toMatchObject({ status: 'degraded', problem: refusal.message });
    expect(asked).toEqual([]);
  });

  it.each([null, refusal])(
    'asks again when the last answer is old, with a text that nobody remembers',
    async (error) => {
      const { asked, probe } = embedder({ msAgo: 70_000, error });
      expect(await probe.check()).toMatchObject({ status: 'healthy' });
      expect(asked).toEqual([expect.stringMatching(/^health at .*\dZ$/)]);
    },
  );
});

describe('profile_source', () => {
  const source = (failures: number) =>
    new ResilientProfileSource(
      new NoMemberUrlsProfileSource('bearer-api'),
      new ResiliencePolicy({
        name: 'profile source',
        timeoutMs: 1_000,
        maxAttempts: 1,
        backoffMs: 1,
        concurrency: 1,
        breakerFailures: failures,
      }),
    );

  it('says what the source takes', async () => {
    expect(await new ProfileSourceProbe(source(1), someEmails, new SourceAccount()).check()).toEqual({
      status: 'healthy',
      problem: null,
      source: 'bearer-api',
      circuit: 'closed',
      takes_member_urls: false,
      takes_emails: true,
      credits_spent: {},
      credits_remaining: {},
    });
  });

  it('is unhealthy while calls are held back', async () => {
    const policy = new ResiliencePolicy({
      name: 'profile source',
      timeoutMs: 1_000,
      maxAttempts: 1,
      backoffMs: 1,
      concurrency: 1,
      breakerFailures: 1,
    });
    const trouble = () => Promise.reject(new UpstreamError('UPSTREAM_ERROR', 'trouble', { retryable: true }));
    await policy.run(trouble, new AbortController().signal).catch(() => undefined);
    const held = new ResilientProfileSource(new NoMemberUrlsProfileSource('bearer-api'), policy);
    expect(await new ProfileSourceProbe(held, null, new SourceAccount()).check()).toMatchObject({
      status: 'unhealthy',
      circuit: 'open',
      takes_emails: false,
    });
  });

  it('tells the credits, and that none remain of a type', async () => {
    const account = new SourceAccount();
    account.spend('enrich', 1);
    account.spend('enrich', 2);
    account.remain('enrich', 7);
    const probe = new ProfileSourceProbe(source(1), someEmails, account);
    const details = { credits_spent: { enrich: 3 }, credits_remaining: { enrich: 7 } };
    expect(await probe.check()).toMatchObject({ status: 'healthy', ...details });
    account.remain('enrich_company', 0);
    expect(await probe.check()).toMatchObject({ status: 'degraded', problem: expect.stringMatching(/enrich_company/) });
  });

  it('is unhealthy with what to do while the account is refused for anything', async () => {
    const account = new SourceAccount();
    const probe = new ProfileSourceProbe(source(1), someEmails, account);
    account.refuse('enrich', 'Set the key');
    account.accept('enrich_company');
    expect(await probe.check()).toMatchObject({ status: 'unhealthy', problem: 'Set the key' });
    account.accept('enrich');
    expect(await probe.check()).toMatchObject({ status: 'healthy' });
  });
});
