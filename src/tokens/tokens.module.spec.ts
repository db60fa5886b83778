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

  it('has the token of the sandbox where nothing is configured', async () => {
    await start({});
    expect((await status()).token_details).toMatchObject([{ token_id: 'sandbox', state: 'healthy' }]);
  });

  it('has one for the key of the operator, and none that is added', async () => {
    await start({ PROFILE_SOURCE: 'people-data-labs', PDL_API_KEY: 'key' });
    await request(app.getHttpServer()).post('/tokens/add').send({ token: 'text' }).expect(201);
    expect((await status()).token_details).toMatchObject([{ token_id: 'people-data-labs', state: 'healthy' }]);
  });

  it('is empty for any other source', async () => {
    const url = 'http://127.0.0.1:9/';
    const urls = { CASSIDY_PROFILE_WORKFLOW_URL: url, CASSIDY_COMPANY_WORKFLOW_URL: url };
    await start({ PROFILE_SOURCE: 'cassidy', ...urls, TOKEN_ENCRYPTION_KEY: 'ab'.repeat(32), TOKEN_DAILY_LIMIT: '7' });
    expect((await status()).token_details).toEqual([]);
    const { body } = await request(app.getHttpServer()).post('/tokens/add').send({ token: 'text' }).expect(201);
    expect(await status()).toMatchObject({ available_capacity: 7, token_details: [{ token_id: body.token_id }] });
  });
});
