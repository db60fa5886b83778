import { describe, expect, it } from '@jest/globals';
import { readConfig, type Environment } from './read-config.js';
import { emailSourcesOf } from './sources.js';

const cassidy = { CASSIDY_PROFILE_WORKFLOW_URL: 'http://a', CASSIDY_COMPANY_WORKFLOW_URL: 'http://a' };
const bearerApi = { BEARER_API_URL: 'http://a/{email}' };
const pdl = { PDL_API_KEY: 'k' };

describe('the sources of email addresses', () => {
  it.each<[Environment, string[]]>([
    [{}, ['sandbox']],
    [{ PROFILE_SOURCE: 'people-data-labs', ...pdl }, ['people-data-labs']],
    [{ PROFILE_SOURCE: 'cassidy', ...cassidy }, []],
    [{ PROFILE_SOURCE: 'cassidy,people-data-labs,sandbox', ...cassidy, ...pdl }, ['people-data-labs', 'sandbox']],
    [{ PROFILE_SOURCE: 'bearer-api', ...bearerApi }, ['bearer-api']],
    [{ PROFILE_SOURCE: 'people-data-labs', ...pdl, ...bearerApi }, ['bearer-api']],
    [bearerApi, ['bearer-api']],
    [{ ...bearerApi, EMAIL_SOURCE: 'sandbox' }, ['sandbox']],
    [{ ...bearerApi, ...pdl, EMAIL_SOURCE: 'bearer-api,people-data-labs' }, ['bearer-api', 'people-data-labs']],
  ])('are with %j %j', (environment, names) => {
    expect(emailSourcesOf(readConfig(environment))).toEqual(names);
  });
});
