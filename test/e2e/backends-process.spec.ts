import { afterEach, expect, it } from '@jest/globals';
import { freePort } from '../../scripts/lib/free-port.ts';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { aProcess, DataDirectories } from '../support/process.js';
import { backendTableIn, loggedBy } from '../support/process-log.js';
import { until } from '../support/until.js';

const directories = new DataDirectories();
let service: ServiceProcess | undefined;
afterEach(async () => {
  await service?.stop();
  directories.remove();
});

const PROBLEMS = new Set(['warn', 'error']);

it('starts with all backends unreachable, logs each problem once, and waits, without a secret in its log', async () => {
  const host = `127.0.0.1:${await freePort()}`;
  const environment = {
    API_KEY: 'test-key',
    HOST: '127.0.0.1',
    AWS_EC2_METADATA_DISABLED: 'true',
    SUPABASE_URL: `http://${host}`,
    SUPABASE_SERVICE_ROLE_KEY: 'sb_secret_hidden_one',
    DATABASE_URL: `postgres://service:hidden-two@${host}/jobs?sslmode=disable`,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_DYNAMODB: `http://${host}`,
    AWS_ACCESS_KEY_ID: 'AKIAHIDDENTHREE',
    AWS_SECRET_ACCESS_KEY: 'hidden-four',
    OPENAI_API_KEY: 'sk-hidden-five',
    OPENAI_BASE_URL: `http://${host}/v1`,
    PROFILE_SOURCE: 'people-data-labs',
    PDL_API_KEY: 'hidden-six',
    PDL_BASE_URL: `http://${host}`,
  };
  const process = (service = await aProcess(environment, await directories.add()));
  expect(await until(async () => backendTableIn(process))).toEqual([
    ['profile store', 'real', `Supabase at ${host}`],
    ['jobs and queue', 'real', `Postgres at ${host}/jobs`],
    ['linkedin_profiles', 'real', `DynamoDB at ${host}`],
    ['embeddings', 'real', `text-embedding-3-small at ${host}`],
    ['profile source', 'real', `people-data-labs at ${host}`],
  ]);
  const readiness = await until(async () => {
    const answer = await fetch(`${process.url}/health/ready`);
    const body = (await answer.json()) as { details: { error?: object; info?: object } };
    return Object.keys(body.details.error ?? {}).length === 2 ? { status: answer.status, body } : null;
  });
  expect(readiness.status).toBe(503);
  expect(Object.keys(readiness.body.details.error ?? {}).toSorted()).toEqual(['queue', 'supabase']);
  expect((await fetch(`${process.url}/health/live`)).status).toBe(200);
  expect(process.child.exitCode).toBeNull();
  // Of Supabase, Postgres and DynamoDB, whichever is tried last.
  const problems = await until(async () => {
    const found = loggedBy(process).filter(({ level }) => PROBLEMS.has(level));
    return found.length >= 3 ? found : null;
  });
  // Each DynamoDB table reports its own problem.
  const lines = problems.map(({ msg, table }) => `${table ?? ''} ${msg}`);
  expect(lines).toEqual([...new Set(lines)]);
  expect(process.output()).not.toMatch(/hidden/i);
});
