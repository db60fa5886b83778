import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdtempSync, symlinkSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { compile } from '../support/compiler.js';
import { describeWith, neededProgram } from '../support/needed-programs.js';
import { KEY, aService, type Service } from '../support/service.js';

const run = promisify(execFile);
/** Installed apart, because nothing else needs them: a tenth of what `npm ci` would install. */
const APART = resolve('test/clients/generators/node_modules/.bin');
const installed = neededProgram('test/clients/generators', existsSync(APART));
const env = { ...process.env, PATH: [resolve('node_modules/.bin'), APART, process.env['PATH']].join(':') };

const generators = [
  {
    name: '@hey-api/openapi-ts',
    program: 'hey-api',
    command: ['openapi-ts', '-i', 'openapi.json', '-o', 'hey-api', '--no-log-file', '--silent'],
    options: {},
  },
  {
    name: 'openapi-typescript and openapi-fetch',
    program: 'openapi-fetch',
    // Otherwise, a field of a request that has a default is required.
    command: ['openapi-typescript', 'openapi.json', '-o', 'openapi-fetch.d.ts', '--default-non-nullable=false'],
    options: { exactOptionalPropertyTypes: true },
  },
  {
    name: 'swagger-typescript-api',
    program: 'swagger-typescript-api',
    command: ['swagger-typescript-api', 'generate', '-p', 'openapi.json', '-o', '.', '-n', 'swagger.ts', '--silent'],
    options: {},
  },
];

/** Clients that others generate from the document, used as anybody would: no header but the key. */
describeWith([installed], 'a client generated from openapi.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'generated-clients-'));
  let service: Service;

  beforeAll(async () => {
    service = await aService();
    copyFileSync('openapi.json', join(folder, 'openapi.json'));
    cpSync('test/clients/programs', folder, { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => service.close());

  it.each(generators)('by $name compiles strictly and works', async ({ program, command, options }) => {
    const [generator = '', ...args] = command;
    await run(generator, args, { cwd: folder, env });
    await compile(folder, [`${program}.program.ts`], options);
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    const { stdout } = await run(process.execPath, [`${program}.program.js`], {
      cwd: folder,
      env: { ...process.env, SERVICE_URL: `http://127.0.0.1:${port}`, API_KEY: KEY },
    });
    expect(JSON.parse(stdout)).toEqual({
      ingested: 'completed',
      found: true,
      job: 'completed',
      results: ['jane.doe@example.com'],
      rejection: 'JOB_NOT_FOUND',
    });
  });
});
