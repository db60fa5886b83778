import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import supertest from 'supertest';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import type * as StartProblem from '../../src/start/start-problem.js';
import { isFullExtent } from '../support/extent.js';
import { built } from '../support/jest-worker.js';
import { itWith, THOROUGHNESS } from '../support/needed-programs.js';
import { aProcess, DataDirectories, failedStart } from '../support/process.js';
import { backendTableIn } from '../support/process-log.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const KILLS = isFullExtent ? 3 : 1;

/** One line. */
const IN_USE = /^The data directory .* is in use by another process.*DATA_DIR.*$/;

interface Stored {
  id: string;
  url: string;
  has_embedding: boolean;
}

interface Batch {
  batch_id: string;
  results: { id: string; url: string }[];
}

/**
 * In local mode one after the other, because starting one takes longer than everything that it is then asked. The last one, which
 * survives, is this process.
 */
describe('processes on one data directory', () => {
  const directories = new DataDirectories();
  let directory: string;
  let service: ServiceProcess;
  let survivor: Service | undefined;
  let origin: string;
  const start = async () => {
    service = await aProcess({ HOST: '127.0.0.1', SANDBOX_LATENCY_MS: '100' }, directory);
    origin = service.url;
  };

  const keyFile = () => join(directory, 'api-key');
  const key = () => readFileSync(keyFile(), 'utf8').trim();
  const get = async <T>(path: string) =>
    (await supertest(origin).get(path).set('X-API-Key', key()).expect(200)).body as T;
  const post = (slugs: readonly string[], settings = {}) =>
    supertest(origin)
      .post(BATCH)
      .set('X-API-Key', key())
      .send({ profiles: slugs.map((slug) => item(slug)), ...settings });
  const profiles = async () => (await get<{ data: Stored[] }>('/api/v1/profiles?limit=100')).data;

  let printed: string;
  let second: string;
  let stored: Batch;
  let table: string[][];

  beforeAll(async () => {
    directory = await directories.add();
    await start();
    printed = await until(async () => (service.output().includes('curl') ? service.output() : null));
    table = await until(async () => backendTableIn(service));
    const { startProblem } = await built<typeof StartProblem>('start/start-problem.js');
    second = await aService({ API_KEY: undefined }, directory).then(() => 'It has started', startProblem);
    stored = (await post(['ann', 'bob']).expect(201)).body as Batch;
    for (let round = 0; round < KILLS; round += 1) {
      if (round > 0) await start();
      await killInBatch(round);
    }
    survivor = await aService({ API_KEY: undefined }, directory);
    origin = await survivor.app.getUrl();
  });
  afterAll(async () => {
    await survivor?.close();
    directories.remove();
  });

  async function killInBatch(round: number): Promise<void> {
    const slugs = Array.from({ length: 10 }, (_, index) => `victim-${round}-${index}`);
    const cut = post(slugs, { max_concurrent: 5 }).then(
      () => null,
      () => null,
    );
    const isVictim = ({ url }: Stored) => url.includes(`victim-${round}-`);
    await until(async () => ((await profiles()).some(isVictim) ? true : null));
    const exit = once(service.child, 'exit');
    service.child.kill('SIGKILL');
    await Promise.all([exit, cut]);
  }

  it('do not print the local key to an output that is not a terminal, but say where it is', () => {
    expect(printed).toMatch(/The key for http:\/\/127\.0\.0\.1:\d+\/api\/v1 is in /);
    expect(printed).toContain(`/api/v1 is in ${keyFile()}`);
    expect(printed).toContain(`-H "X-API-Key: $(cat '${keyFile()}')"`);
    expect(printed).not.toContain(key());
  });

  it('log at startup, in one table, which driver each backend uses', () => {
    expect(table).toEqual([
      ['profile store', 'embedded', 'Postgres in the data directory'],
      ['jobs and queue', 'embedded', 'Postgres in the data directory'],
      ['linkedin_profiles', 'embedded', 'DynamoDB in the data directory'],
      ['embeddings', 'embedded', 'local-ngrams-2'],
      ['profile source', 'embedded', 'sandbox, synthetic people'],
    ]);
  });

  it('do not run at the same time: the second is rejected in one line', () => {
    expect(second).toMatch(IN_USE);
  });

  itWith([THOROUGHNESS], 'do not run at the same time: the second, as a process, says nothing else', async () => {
    const { code, stderr } = await failedStart({ DATA_DIR: directory });
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(IN_USE);
  });

  it('keep all data over a restart', async () => {
    const batch = await get<Batch>(`/api/v1/profiles/batches/${stored.batch_id}`);
    expect(batch.results).toEqual(stored.results);
    const kept = (await profiles()).filter(({ url }) => !url.includes('victim-'));
    expect(kept.map(({ id }) => id).toSorted()).toEqual(stored.results.map(({ id }) => id).toSorted());
  });

  it('leave no partially stored profile when they are killed in the middle of a batch', async () => {
    const survivors = (await profiles()).filter(({ url }) => url.includes('victim-'));
    expect(survivors.length).toBeGreaterThanOrEqual(KILLS);
    for (const { id, has_embedding } of survivors) {
      const { data } = await get<{ data: unknown[] }>(`/api/v1/profiles/${id}/companies`);
      expect({ has_embedding, hasLinks: data.length > 0 }).toEqual({ has_embedding: true, hasLinks: true });
    }
    const again = survivors.slice(0, 10);
    const slugs = again.map(({ url }) => url.split('/').at(-2) ?? '');
    const { results } = (await post(slugs).expect(201)).body as Batch;
    expect(results.map(({ id }) => id)).toEqual(again.map(({ id }) => id));
  });
});
