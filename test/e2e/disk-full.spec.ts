import { cpSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { aProcess } from '../support/process.js';
import { item, KEY } from '../support/service.js';
import { canMount, smallDisk, unmountAll } from '../support/small-disk.js';
import { until } from '../support/until.js';

const MB = 1024 * 1024;
const FULL = 'The disk of DATA_DIR is full: less than 32 MB are free, free some space';
const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };

const itWhereAllowed = canMount ? it : it.skip;

describe('a service whose disk is full', () => {
  const running: ServiceProcess[] = [];
  afterEach(async () => {
    for (const service of running.splice(0)) await service.stop();
    unmountAll();
  });

  async function started(directory: string): Promise<ServiceProcess> {
    const service = await aProcess({ API_KEY: KEY, HOST: '127.0.0.1', SANDBOX_LATENCY_MS: '0' }, directory);
    running.push(service);
    return service;
  }

  const readiness = (service: ServiceProcess) =>
    fetch(`${service.url}/health/ready`).then(async (response) => ({
      status: response.status,
      body: await response.text(),
    }));
  const becomes = (service: ServiceProcess, wanted: number) =>
    until(async () => {
      const { status, body } = await readiness(service);
      return status === wanted ? body : null;
    });

  itWhereAllowed('is not ready and says why, is alive, and is ready again when space was freed', async () => {
    const directory = smallDisk(160) ?? '';
    cpSync(process.env['TEST_DATA_TEMPLATE'] ?? '', directory, { recursive: true });
    const service = await started(directory);
    await becomes(service, 200);

    const { bavail, bsize } = statfsSync(directory);
    const filler = join(directory, 'filler');
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 20 * MB));
    expect(await becomes(service, 503)).toContain(FULL);
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    const health = await fetch(`${service.url}/system/health`, { headers });
    const components = await health.text();
    for (const name of ['supabase', 'job_queue', 'linkedin_profiles']) {
      expect(components).toContain(`${name} is unhealthy: ${FULL}`);
    }

    rmSync(filler);
    await becomes(service, 200);
    const body = JSON.stringify({ profiles: [item('ann')] });
    const stored = await fetch(`${service.url}/api/v1/profiles/batch-enhanced`, { method: 'POST', headers, body });
    expect(stored.status).toBe(201);
    expect(service.output().split(FULL).length - 1).toBe(1);
    expect(readdirSync(directory)).not.toContain('write-check');
  });
});
