import { rmSync } from 'node:fs';
import type { NestExpressApplication } from '@nestjs/platform-express';
import supertest from 'supertest';
import type { Environment } from '../../src/config/read-config.js';
import { built } from './jest-worker.js';
import { freshDataDirectory } from './fresh-data-directory.js';

export const KEY = 'test-key';

export interface Service {
  app: NestExpressApplication;
  dataDirectory: string;
  /** Sends the API key. */
  get: (path: string) => supertest.Test;
  post: (path: string, body?: object) => supertest.Test;
  patch: (path: string, body?: object) => supertest.Test;
  delete: (path: string) => supertest.Test;
  /** Sends only what a test specifies. */
  bare: ReturnType<typeof supertest>;
  /** Deletes its data directory too, unless that was given. */
  close: () => Promise<void>;
}

/** The whole service as built, with embedded stores in its own folder, used through HTTP. */
export async function aService(environment: Environment = {}, dataDirectory?: string): Promise<Service> {
  const directory = dataDirectory ?? (await freshDataDirectory());
  const [{ createApplication }, { readConfig }] = await Promise.all([
    built<typeof import('../../src/start/application.js')>('start/application.js'),
    built<typeof import('../../src/config/read-config.js')>('config/read-config.js'),
  ]);
  const app = await createApplication(
    readConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      API_KEY: KEY,
      RATE_LIMIT_PER_MINUTE: '0',
      SANDBOX_LATENCY_MS: '0',
      UPSTREAM_BACKOFF_MS: '1',
      DATA_DIR: directory,
      ...environment,
    }),
  );
  // Outside Jest's sandbox, so that what is compiled serves all test files of a worker.
  const watching = new URL('documented-responses.ts', import.meta.url).href;
  const { watchResponses } = (await jestWorker.import(watching)) as typeof import('./documented-responses.js');
  const problems = watchResponses(app.getHttpServer());
  await app.listen(0, '127.0.0.1').catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  const isOwn = dataDirectory === undefined;
  const http = supertest(app.getHttpServer());
  return {
    app,
    dataDirectory: directory,
    get: (path) => http.get(path).set('X-API-Key', KEY),
    post: (path, body) => http.post(path).set('X-API-Key', KEY).send(body),
    patch: (path, body) => http.patch(path).set('X-API-Key', KEY).send(body),
    delete: (path) => http.delete(path).set('X-API-Key', KEY),
    bare: http,
    close: async () => {
      await app.close();
      // Takes a third of the time that the asynchronous one takes.
      if (isOwn) rmSync(directory, { recursive: true, force: true });
      if (problems.size > 0) throw new Error(`Responses differ from openapi.json:\n${[...problems].join('\n')}`);
    },
  };
}

export const memberUrl = (slug: string) => `https://www.linkedin.com/in/${slug}/`;

export const item = (slug: string, given: object = {}) => ({
  linkedin_url: memberUrl(slug),
  suggested_role: 'CTO' as const,
  ...given,
});

export const BATCH = '/api/v1/profiles/batch-enhanced';
