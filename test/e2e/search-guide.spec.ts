import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FILTER_FIELDS, FILTER_OPERATORS } from '../../src/model/profile-filter.js';
import { aService, type Service } from '../support/service.js';

const run = promisify(execFile);
const guide = readFileSync('docs/guides/search.md', 'utf8');
const [readKey = '', ingest = '', ...commands] = [...guide.matchAll(/```bash\n([\s\S]*?)```/g)].map(
  ([, text]) => text!,
);

/** Verbatim, in local mode. */
describe('docs/guides/search.md', () => {
  let service: Service;
  let key: string;

  beforeAll(async () => {
    service = await aService({ API_KEY: undefined });
    key = (await bash(`${readKey}echo $API_KEY`)).trim();
    await bash(ingest);
  });
  afterAll(() => service.close());

  /** The output of a command, with the port and the directory of this service. */
  async function bash(command: string): Promise<string> {
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    const here = command
      .replaceAll('localhost:8000', `127.0.0.1:${port}`)
      .replaceAll('.data/', `${service.dataDirectory}/`);
    const { stdout } = await run('bash', ['-c', here], { env: { ...process.env, API_KEY: key } });
    return stdout;
  }

  it('has commands', () => expect(commands.length).toBeGreaterThan(8));

  it.each(commands)('finds somebody with command %#', async (command) => {
    const { data } = JSON.parse(await bash(command)) as { data?: unknown[] };
    expect(data?.length).toBeGreaterThan(0);
  });

  it('names every field and operator of filters', () => {
    const [, table = ''] = guide.split('## By a filter');
    for (const name of [...FILTER_FIELDS, ...FILTER_OPERATORS]) expect(table).toContain(`\`${name}\``);
  });

  it('links to pages that exist', () => {
    for (const [, link] of guide.matchAll(/\]\(([^)]+)\)/g))
      expect([link, existsSync(join('docs/guides', link!))]).toEqual([link, true]);
  });
});
