import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type ServiceProcess } from '../../scripts/lib/service-process.ts';
import { aProcess } from '../support/process.js';
import { freshDataDirectory } from '../support/embedded-database.js';
import { item, KEY } from '../support/service.js';

describe('a service whose embedded database crashes', () => {
  const running: ServiceProcess[] = [];
  const folders: string[] = [];
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  async function started(directory: string, script?: string): Promise<ServiceProcess> {
    const environment = { API_KEY: KEY, HOST: '127.0.0.1', SANDBOX_LATENCY_MS: '0' };
    const service = await aProcess(environment, directory, script);
    running.push(service);
    return service;
  }

  const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };

  it('reports it in one sentence, is not live until it exits, and has all acknowledged data after a restart', async () => {
    const directory = await freshDataDirectory();
    folders.push(directory);
    const first = await started(directory, 'test/e2e/panicking-service.mjs');
    const body = JSON.stringify({ profiles: [item('ann'), item('bob')] });
    const stored = await fetch(`${first.url}/api/v1/profiles/batch-enhanced`, { method: 'POST', headers, body });
    expect(stored.status).toBe(201);
    const { results } = (await stored.json()) as { results: { id: string }[] };

    const exit = once(first.child, 'exit');
    first.child.kill('SIGWINCH');
    const answers: number[] = [];
    for (let isOver = false; !isOver;) {
      const status = await fetch(`${first.url}/health/live`).then(
        (response) => response.status,
        () => 0,
      );
      answers.push(status);
      isOver = status !== 200;
    }
    expect(await exit).toEqual([70, null]);
    expect([0, 503]).toContain(answers.at(-1));
    expect(first.output()).toContain('refused: ');
    expect(first.output().split('The embedded Postgres broke down')).toHaveLength(2);

    const second = await started(directory);
    const { data } = (await (await fetch(`${second.url}/api/v1/profiles`, { headers })).json()) as {
      data: { id: string }[];
    };
    // What was written during the crash may be there too.
    const ids = data.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(results.map(({ id }) => id)));
  });
});
