import { describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { ConfigModule } from '../config/config.module.js';
import { readConfig, type Environment } from '../config/read-config.js';
import { LinkedInUrl } from '../model/linkedin-url.js';
import { EmailSource } from './email-source.js';
import { ProfileSource } from './profile-source.js';
import { ResilientProfileSource } from './resilient-profile-source.js';
import { SourcesModule } from './sources.module.js';

const WORKFLOW = 'http://127.0.0.1:1/hook';
const CASSIDY = {
  PROFILE_SOURCE: 'cassidy',
  CASSIDY_PROFILE_WORKFLOW_URL: WORKFLOW,
  CASSIDY_COMPANY_WORKFLOW_URL: WORKFLOW,
};
const PEOPLE_DATA_LABS = { PROFILE_SOURCE: 'people-data-labs', PDL_API_KEY: 'key' };
const BEARER_API = { PROFILE_SOURCE: 'bearer-api', BEARER_API_URL: 'http://127.0.0.1:1/{email}' };

function started(environment: Environment): Promise<TestingModule> {
  const imports = [ConfigModule.with(readConfig(environment)), SourcesModule];
  return Test.createTestingModule({ imports }).compile();
}

const profileSource = async (environment: Environment) =>
  (await started(environment)).get<ProfileSource>(ProfileSource, { strict: false });
const emailSource = async (environment: Environment) =>
  (await started(environment)).get<EmailSource | null>(EmailSource, { strict: false });

describe('the profile source', () => {
  it('is the sandbox where nothing is configured, behind the policy', async () => {
    const source = await profileSource({});
    expect(source).toBeInstanceOf(ResilientProfileSource);
    expect(source.name).toBe('sandbox');
  });

  it.each<[string, Environment]>([
    ['cassidy', CASSIDY],
    ['people-data-labs', PEOPLE_DATA_LABS],
  ])('is %s where that is configured', async (name, environment) => {
    expect((await profileSource(environment)).name).toBe(name);
  });

  it('takes no member or company URLs where people are found by e-mail address only', async () => {
    const source = await profileSource(BEARER_API);
    expect(source.name).toBe('bearer-api');
    const { signal } = new AbortController();
    await expect(source.fetchProfile(LinkedInUrl.ofSlug('ann'), signal)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'The configured profile source does not accept member URLs',
      retryable: false,
    });
    await expect(source.fetchCompany({ linkedin_id: null, slug: 'acme' }, signal)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'The configured profile source does not accept company URLs',
    });
  });
});

describe('the source of people by e-mail address', () => {
  it.each<[string, Environment]>([
    ['sandbox', {}],
    ['bearer-api', BEARER_API],
    ['people-data-labs', PEOPLE_DATA_LABS],
  ])('is %s with %j', async (name, environment) => {
    expect((await emailSource(environment))?.name).toBe(name);
  });

  it('is none where the configured source takes member URLs only', async () => {
    expect(await emailSource(CASSIDY)).toBeNull();
  });
});
