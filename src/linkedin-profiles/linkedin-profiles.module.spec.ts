import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { aFetched } from '../../test/contract/linkedin-profiles.builders.js';
import { httpApp } from '../common/testing/http-app.js';
import { DynamoDb } from '../infrastructure/dynamodb/dynamodb.js';
import { LinkedInProfilesModule } from './linkedin-profiles.module.js';
import { LinkedInProfilesStore } from './linkedin-profiles.store.js';

describe('the LinkedIn profiles module', () => {
  let DATA_DIR: string;
  // Otherwise the SDK would look for credentials on other machines.
  beforeAll(() => void Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }));
  beforeEach(async () => void (DATA_DIR = await mkdtemp(join(tmpdir(), 'linkedin-profiles-module-'))));
  afterEach(() => rm(DATA_DIR, { recursive: true, force: true }));

  const start = (environment = {}) =>
    httpApp({ imports: [LinkedInProfilesModule], environment: { DATA_DIR, ...environment } });

  it('stores rows in the data directory if nothing is configured', async () => {
    const first = await start();
    await first.get(LinkedInProfilesStore).saveAll([aFetched('ann@example.com')]);
    await first.close();
    const second = await start();
    const { body } = await request(second.getHttpServer()).get('/linkedin-profiles/ann@example.com');
    expect(body).toMatchObject({ email: 'ann@example.com', job_id: 'job' });
    await second.close();
  });

  it.each([
    [{}, 'embedded DynamoDB in the data directory'],
    [{ DYNAMODB: 'embedded', AWS_REGION: 'eu-west-1' }, 'embedded DynamoDB in the data directory'],
    [{ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' }, 'DynamoDB at 127.0.0.1:1'],
    [
      { DYNAMODB: 'aws', AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
      'DynamoDB at 127.0.0.1:1',
    ],
  ])('is on the driver that %j asks for, starts and stops', async (environment, expected) => {
    const app = await start(environment);
    expect(app.get(DynamoDb, { strict: false }).description).toBe(expected);
    await app.close();
  });

  it('starts although DynamoDB cannot be reached', async () => {
    const app = await start({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
    const answer = await request(app.getHttpServer()).get('/linkedin-profiles');
    expect(answer.status).toBe(503);
    expect(answer.body.error_code).toBe('SERVICE_UNAVAILABLE');
    expect(app.get(LinkedInProfilesStore).available).toBe(false);
    await app.close();
  });
});
