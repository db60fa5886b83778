import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { compile } from '../support/compiler.js';
import { describeWith, THOROUGHNESS } from '../support/needed-programs.js';
import { KEY, aService, type Service } from '../support/service.js';

const run = promisify(execFile);

interface Packed {
  filename: string;
  files: { path: string }[];
}

/** As somebody else would use it: packed, installed, compiled. */
describeWith([THOROUGHNESS], 'the TypeScript client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'typescript-client-'));
  let service: Service;
  let packed: Packed;

  beforeAll(async () => {
    service = await aService();
    // Compiled where nothing of it is left.
    cpSync('clients/typescript', join(folder, 'source'), {
      recursive: true,
      filter: (path) => !path.startsWith('clients/typescript/dist'),
    });
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: join(folder, 'source'),
    });
    [packed] = JSON.parse(stdout) as [Packed];
    const installed = join(folder, 'node_modules/linkedin-profile-service-client');
    mkdirSync(installed, { recursive: true });
    await run('tar', ['-xzf', join(folder, packed.filename), '-C', installed, '--strip-components=1']);
  });
  afterAll(() => service.close());

  it('is packed with its code, its types and no source', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js']));
    expect(
      paths.filter((path) => !/^(LICENSE|README\.md|package\.json|dist\/.*\.js|dist\/.*\.d\.ts)$/.test(path)),
    ).toEqual([]);
    const { license, dependencies } = JSON.parse(
      readFileSync(join(folder, 'node_modules/linkedin-profile-service-client/package.json'), 'utf8'),
    ) as { license: string; dependencies?: object };
    expect({ license, dependencies }).toEqual({ license: 'MIT', dependencies: undefined });
  });

  it('does in the strictest mode of TypeScript what its README shows', async () => {
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync('clients/typescript/README.md', 'utf8'))!;
    const node = 'declare const process: { env: Record<string, string | undefined> };\n';
    writeFileSync(join(folder, 'example.ts'), `${node}${example}`);
    await compile(folder, ['example.ts'], { exactOptionalPropertyTypes: true });
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    const { stdout } = await run(process.execPath, [join(folder, 'example.js')], {
      env: { ...process.env, SERVICE_URL: `http://127.0.0.1:${port}`, API_KEY: KEY },
    });
    expect(stdout).toContain("type: 'job.completed'");
    expect(stdout).toMatch(/1 found, 0 failed\n$/);
  });
});
