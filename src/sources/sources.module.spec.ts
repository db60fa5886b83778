import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { ConfigModule } from '../config/config.module.js';
import { readConfig, type Environment } from '../config/read-config.js';
import { EmailAddress } from '../model/email-address.js';
import { LinkedInUrl } from '../model/linkedin-url.js';
import { UNLIMITED_CREDITS } from './credit-access.js';
import { SourceChain } from './source-chain.js';
import { SourcesModule } from './sources.module.js';
import { OPEN_ACCESS } from '../../test/support/open-access.js';

const WORKFLOW = 'http://127.0.0.1:1/hook';
const CASSIDY_URLS = { CASSIDY_PROFILE_WORKFLOW_URL: WORKFLOW, CASSIDY_COMPANY_WORKFLOW_URL: WORKFLOW };
const CASSIDY = { PROFILE_SOURCE: 'cassidy', ...CASSIDY_URLS };
const PEOPLE_DATA_LABS = { PROFILE_SOURCE: 'people-data-labs', PDL_API_KEY: 'key' };
const BEARER_API = { PROFILE_SOURCE: 'bearer-api', BEARER_API_URL: 'http://127.0.0.1:1/{email}' };
const EVERYTHING = {
  ...CASSIDY_URLS,
  ...PEOPLE_DATA_LABS,
  BEARER_API_URL: 'http://127.0.0.1:1/{email}',
  PROFILE_SOURCE: 'cassidy,people-data-labs',
  EMAIL_SOURCE: 'bearer-api,people-data-labs',
};

const { signal } = new AbortController();

async function chain(environment: Environment): Promise<SourceChain> {
  const imports = [ConfigModule.with(readConfig(environment)), SourcesModule];
  const module = await Test.createTestingModule({ imports }).compile();
  return module.get(SourceChain, { strict: false });
}

const namesBy = async (by: 'url' | 'email', environment: Environment) =>
  (await chain(environment)).sourcesBy(by).map(({ name }) => name);

describe('the sources', () => {
  it.each<[Environment, string[], string[]]>([
    [{}, ['sandbox'], ['sandbox']],
    [CASSIDY, ['cassidy'], []],
    [PEOPLE_DATA_LABS, ['people-data-labs'], ['people-data-labs']],
    [BEARER_API, [], ['bearer-api']],
    [EVERYTHING, ['cassidy', 'people-data-labs'], ['bearer-api', 'people-data-labs']],
  ])('with %j are asked in order', async (environment, byUrl, byEmail) => {
    expect(await namesBy('url', environment)).toEqual(byUrl);
    expect(await namesBy('email', environment)).toEqual(byEmail);
  });

  it('have one circuit and one account each, also where URLs and email addresses are looked up', async () => {
    const { all, profileSources, emailSources } = await chain(EVERYTHING);
    expect(all.map(({ name }) => name)).toEqual(['cassidy', 'people-data-labs', 'bearer-api']);
    expect(emailSources[1]).toBe(profileSources[1]);
  });

  it('say where they are without what may be a credential', async () => {
    const { all } = await chain(EVERYTHING);
    expect(all.map(({ description }) => description)).toEqual([
      'cassidy at 127.0.0.1:1',
      'people-data-labs at api.peopledatalabs.com',
      'bearer-api at 127.0.0.1:1',
    ]);
  });

  it('take no member or company URLs where people are found by email address only', async () => {
    const sources = await chain(BEARER_API);
    const url = LinkedInUrl.ofSlug('ann');
    await expect(sources.fetchPerson({ by: 'url', url }, OPEN_ACCESS, signal)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'The configured profile source does not accept member URLs',
      retryable: false,
      sources_asked: [],
    });
    await expect(
      sources.fetchCompany({ linkedin_id: null, slug: 'acme' }, UNLIMITED_CREDITS, signal),
    ).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'The configured profile source does not accept company URLs',
    });
  });

  it('take no email addresses where people are found by URL only', async () => {
    const email = EmailAddress.safeParse('ann@example.com') as EmailAddress;
    await expect((await chain(CASSIDY)).fetchPerson({ by: 'email', email }, OPEN_ACCESS, signal)).rejects.toMatchObject(
      {
        code: 'INVALID_REQUEST',
        message: 'The configured profile source does not accept email addresses',
      },
    );
  });
});
