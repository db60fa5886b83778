import { afterEach, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import type { Environment } from '../config/read-config.js';
import { httpApp } from '../common/testing/http-app.js';
import { TokensModule } from './tokens.module.js';

describe('the token pool of a service', () => {
  let app: NestExpressApplication;
  const start = async (environment: Environment) =>
    void (app = await httpApp({ imports: [TokensModule], environment }));
  const status = async () => (await request(app.getHttpServer()).get('/tokens/status').expect(200)).body;
  afterEach(() => app.close());

  it.each<[string, Environment]>([
    ['sandbox', {}],
    ['people-data-labs', { PROFILE_SOURCE: 'people-data-labs', PDL_API_KEY: 'key' }],
  ])('holds what was added and nothing else for %s, whose name is no id for a token', async (name, environment) => {
    await start(environment);
    expect((await status()).token_details).toEqual([]);
    await request(app.getHttpServer()).post('/tokens/add').send({ token: 'text', token_id: name }).expect(422);
    await request(app.getHttpServer()).post('/tokens/add').send({ token: 'text', token_id: 'a' }).expect(201);
    expect((await status()).token_details).toMatchObject([{ token_id: 'a', state: 'healthy' }]);
  });

  it('is empty with any other source', async () => {
    const url = 'http://127.0.0.1:9/';
    const urls = { CASSIDY_PROFILE_WORKFLOW_URL: url, CASSIDY_COMPANY_WORKFLOW_URL: url };
    await start({ PROFILE_SOURCE: 'cassidy', ...urls, TOKEN_ENCRYPTION_KEY: 'ab'.repeat(32), TOKEN_DAILY_LIMIT: '7' });
    expect((await status()).token_details).toEqual([]);
    const { body } = await request(app.getHttpServer()).post('/tokens/add').send({ token: 'text' }).expect(201);
    expect(await status()).toMatchObject({ available_capacity: 7, token_details: [{ token_id: body.token_id }] });
  });
});
