import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { itWith, THOROUGHNESS } from '../support/needed-programs.js';
import { aService, type Service } from '../support/service.js';

const run = promisify(execFile);

const python = spawnSync('python3', ['--version']).status === 0 ? it : it.skip;

describe('examples of clients, in local mode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'client-guides-'));
  let service: Service;
  let url: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    service = await aService({ API_KEY: undefined });
    url = `http://127.0.0.1:${(service.app.getHttpServer().address() as AddressInfo).port}`;
    environment = { ...process.env, LINKEDIN_PROFILES_URL: url, DATA_DIR: service.dataDirectory };
  });
  afterAll(() => service.close());

  itWith([THOROUGHNESS], 'npx finds the command line', async () => {
    const env = { ...environment, npm_config_cache: join(folder, 'npm') };
    const { stdout } = await run('npx', ['.', 'health'], { env });
    expect(stdout).toMatch(/^Ready/);
  });

  python('clients/python/example.py', async () => {
    const results = join(folder, 'python.csv');
    const { stdout } = await run('python3', ['clients/python/example.py', 'examples/people.csv', results], {
      env: environment,
    });
    expect(stdout).toMatch(/Job \S+: 11 of 12 rows\n[\s\S]*job\.completed: 11 of 11\nResults are in /);
    expect(readFileSync(results, 'utf8')).toMatch(/^Team,Priority,/);
    expect(existsSync(`${results}.partial`)).toBe(false);
  });

  python('clients/python/verify_webhook.py', async () => {
    const secret = `whsec_${Buffer.from('a secret of the service').toString('base64')}`;
    const body = '{"id":1,"type":"job.completed"}';
    const now = new Date();
    const signature = new Webhook(secret).sign('msg_1', now, body);
    const headers = (seconds: number, signatures: string) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000) + seconds),
      'webhook-signature': signatures,
    });
    const cases = [
      [secret, headers(0, signature), body],
      [secret, headers(0, `v1,b2xk ${signature}`), body],
      [secret, headers(0, signature), body.replace('1', '2')],
      [secret, headers(-3_600, new Webhook(secret).sign('msg_1', new Date(now.getTime() - 3_600_000), body)), body],
      [secret, headers(0, 'v1,ünsigned'), body],
      [secret, {}, body],
    ];
    const program =
      'import sys, json; from verify_webhook import is_authentic\n' +
      'print(json.dumps([is_authentic(s, h, b.encode()) for s, h, b in json.loads(sys.argv[1])]))';
    const { stdout } = await run('python3', ['-B', '-c', program, JSON.stringify(cases)], { cwd: 'clients/python' });
    expect(JSON.parse(stdout)).toEqual([true, true, false, false, false, false]);
  });
});
