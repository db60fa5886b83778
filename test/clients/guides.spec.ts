import { execFile, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { isFullExtent } from '../support/extent.js';
import { aService, type Service } from '../support/service.js';

const run = promisify(execFile);

const commandsOf = (guide: string) =>
  [...readFileSync(guide, 'utf8').matchAll(/```bash\n([\s\S]*?)```/g)].map(([, text]) => text!);

const python = spawnSync('python3', ['--version']).status === 0 ? it : it.skip;

/** Verbatim, in local mode. */
describe('what the guides and examples of clients show', () => {
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

  /** The output of each command, all run in one shell. */
  async function bash(before: string, commands: readonly string[]): Promise<string[]> {
    const end = '== end of a command ==';
    const script = commands
      .join(`\necho '${end}'\n`)
      .replaceAll('http://localhost:8000', url)
      .replaceAll('.data/', `${service.dataDirectory}/`)
      .replaceAll('results.csv', join(folder, 'results.csv'));
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', `${before}\n${script}`], { env: environment });
    return stdout.split(`${end}\n`);
  }

  it('docs/guides/curl.md', async () => {
    const outputs = await bash('', commandsOf('docs/guides/curl.md'));
    const expected: unknown[] = [
      '',
      expect.stringContaining('"successful":1'),
      '',
      expect.stringMatching(/event: job\.completed\ndata: .*"processed_items":2/),
      expect.stringMatching(
        /^status,error[^\n]*\ncompleted,[^\n]*jane\.doe@example\.com[^\n]*\nfailed,Profile not found/m,
      ),
      expect.stringContaining('"rows_read":12'),
      expect.stringContaining('"score":'),
      expect.stringContaining('"data":[{'),
      expect.stringMatching(/^name,url,current_title\n\S/),
      expect.stringContaining('"suppressed":true'),
    ];
    expect(outputs.map((output) => output.replaceAll('\r\n', '\n'))).toEqual(expected);
  });

  it('docs/guides/command-line.md', async () => {
    // Starting npx takes longer than the command, and is tried below.
    const npx = 'npx() { shift; node clients/cli/bin.js "$@"; }';
    const [ingested, job, found, erased, health] = await bash(npx, commandsOf('docs/guides/command-line.md'));
    expect(ingested).toMatch(/^✓ /);
    expect(job).toMatch(/completed, 9 fetched, 2 failed, 11 in total\n$/);
    expect(readFileSync(join(folder, 'results.csv'), 'utf8')).toMatch(/^Team,Priority,/);
    expect(found).toContain('"country_code": "DE"');
    expect(erased).toMatch(/^Erased 1 profiles/);
    expect(health).toMatch(/^Ready/);
  });

  (isFullExtent ? it : it.skip)('npx finds the command line', async () => {
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

  it.each(globSync('docs/guides/{curl,command-line,n8n-and-make}.md'))('links in %s lead somewhere', (guide) => {
    for (const [, link] of readFileSync(guide, 'utf8').matchAll(/\]\(([^)]+)\)/g))
      expect([link, existsSync(join(dirname(guide), link!))]).toEqual([link, true]);
  });
});
