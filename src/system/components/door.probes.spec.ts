import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { readConfig } from '../../config/read-config.js';
import { ResiliencePolicy } from '../../infrastructure/http-client/resilience.policy.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import type { SupabaseDoor } from '../../infrastructure/supabase/supabase-door.js';
import type { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import type { DynamoDb } from '../../infrastructure/dynamodb/dynamodb.js';
import type { LinkedInProfilesStore } from '../../linkedin-profiles/linkedin-profiles.store.js';
import type { EmailSource } from '../../sources/email-source.js';
import { NoMemberUrlsProfileSource } from '../../sources/no-member-urls.profile-source.js';
import { ResilientProfileSource } from '../../sources/resilient-profile-source.js';
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
    new SupabaseProbe({ description: 'embedded', check } as unknown as SupabaseDoor);

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
  const probe = (embed: (texts: readonly string[]) => Promise<never[]>) =>
    new EmbeddingsProbe({ model: 'local', embed } as unknown as EmbeddingsService, readConfig({}));

  it('is healthy while a text can be embedded', async () => {
    expect(await probe(() => Promise.resolve([])).check()).toEqual({
      status: 'healthy',
      problem: null,
      model: 'local',
      dimensions: 1536,
    });
  });

  it('is unhealthy while none can', async () => {
    const error = new UpstreamError('ACCESS_DENIED', 'The embeddings service refuses our credentials');
    expect(await probe(() => Promise.reject(error)).check()).toMatchObject({
      status: 'unhealthy',
      problem: error.message,
    });
  });
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
    expect(await new ProfileSourceProbe(source(1), someEmails).check()).toEqual({
      status: 'healthy',
      problem: null,
      source: 'bearer-api',
      circuit: 'closed',
      takes_member_urls: false,
      takes_emails: true,
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
    expect(await new ProfileSourceProbe(held, null).check()).toMatchObject({
      status: 'unhealthy',
      circuit: 'open',
      takes_emails: false,
    });
  });
});
