import { once } from 'node:events';
import { cpSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { aProcess, DataDirectories } from '../support/process.js';
import { aService, item, KEY } from '../support/service.js';
import { canMount, smallDisk, unmountAll } from '../support/small-disk.js';
import { until } from '../support/until.js';

const MB = 1024 * 1024;
const FULL = 'The disk of DATA_DIR is full (less than 32 MB free): free some space';
const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };

const itWhereAllowed = canMount ? it : it.skip;

/** One process, because starting one takes longer than both failures; the one that it does not survive comes last. */
describe('a service whose storage fails', () => {
  const directories = new DataDirectories();
  let directory: string;
  let service: ServiceProcess;

  beforeAll(async () => {
    directory = (canMount && smallDisk(160)) || directories.addEmpty();
    cpSync(process.env['TEST_DATA_TEMPLATE'] ?? '', directory, { recursive: true });
    const environment = { API_KEY: KEY, HOST: '127.0.0.1', SANDBOX_LATENCY_MS: '0' };
    service = await aProcess(environment, directory, 'test/e2e/panicking-service.mjs');
  });
  afterAll(async () => {
    await service.stop();
    unmountAll();
    directories.remove();
  });

  const becomes = (wanted: number) =>
    until(async () => {
      const response = await fetch(`${service.url}/health/ready`);
      const body = await response.text();
      return response.status === wanted ? body : null;
    });
  const store = (...slugs: string[]) =>
    fetch(`${service.url}/api/v1/profiles/batch-enhanced`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ profiles: slugs.map((slug) => item(slug)) }),
    });

  itWhereAllowed('is not ready while the disk is full and says why, is alive, and is ready again', async () => {
    await becomes(200);
    const { bavail, bsize } = statfsSync(directory);
    const filler = join(directory, 'filler');
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 20 * MB));
    expect(await becomes(503)).toContain(FULL);
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    const health = await fetch(`${service.url}/system/health`, { headers });
    const components = await health.text();
    for (const name of ['supabase', 'job_queue', 'linkedin_profiles']) {
      expect(components).toContain(`${name} is unhealthy: ${FULL}`);
    }

    rmSync(filler);
    await becomes(200);
    expect((await store('eve')).status).toBe(201);
    expect(service.output().split(FULL).length - 1).toBe(1);
    expect(readdirSync(directory)).not.toContain('write-check');
  });

  it('reports a crash of its database in one sentence, is not live until it exits, and keeps acknowledged data', async () => {
    const { url, child, output } = service;
    const stored = await store('ann', 'bob');
    expect(stored.status).toBe(201);
    const { results } = (await stored.json()) as { results: { id: string }[] };

    // With all that it has written.
    const exit = once(child, 'close');
    child.kill('SIGWINCH');
    const answers: number[] = [];
    for (let isOver = false; !isOver; await pause(5)) {
      const status = await fetch(`${url}/health/live`).then(
        (response) => response.status,
        () => 0,
      );
      answers.push(status);
      isOver = status !== 200;
    }
    expect(await exit).toEqual([70, null]);
    expect([0, 503]).toContain(answers.at(-1));
    expect(output()).toContain('refused: ');
    expect(output().split('The embedded Postgres crashed')).toHaveLength(2);

    const restarted = await aService({}, directory);
    const { body } = await restarted.get('/api/v1/profiles').expect(200);
    // What was written during the crash may be there too.
    const ids = body.data.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining(results.map(({ id }) => id)));
    await restarted.close();
  });
});
