import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { aProcess, DataDirectories } from '../support/process.js';
import { aService, item, KEY } from '../support/service.js';

describe('a service whose embedded database crashes', () => {
  const directories = new DataDirectories();
  afterEach(() => directories.remove());

  it('reports it in one sentence, is not live until it exits, and has all acknowledged data after a restart', async () => {
    const directory = await directories.add();
    const environment = { API_KEY: KEY, HOST: '127.0.0.1', SANDBOX_LATENCY_MS: '0' };
    const { url, child, output } = await aProcess(environment, directory, 'test/e2e/panicking-service.mjs');
    const stored = await fetch(`${url}/api/v1/profiles/batch-enhanced`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ profiles: [item('ann'), item('bob')] }),
    });
    expect(stored.status).toBe(201);
    const { results } = (await stored.json()) as { results: { id: string }[] };

    const exit = once(child, 'exit');
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
    expect(output().split('The embedded Postgres broke down')).toHaveLength(2);

    const restarted = await aService({}, directory);
    const { body } = await restarted.get('/api/v1/profiles').expect(200);
    // What was written during the crash may be there too.
    const ids = body.data.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining(results.map(({ id }) => id)));
    await restarted.close();
  });
});
