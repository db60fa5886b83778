import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endWithTests } from '../support/jest-worker.js';
import { until } from '../support/until.js';

const SCRIPT = resolve('scripts/build-if-stale.js');

/** The compiler writes the entry first, and ends when the file `finish` exists. */
const COMPILER = `#!/bin/sh
echo build >> builds
mkdir -p dist && echo half > dist/main.js
while [ ! -e finish ]; do sleep 0.05; done
echo whole > dist/main.js
`;

describe('commands that find sources newer than the build', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'build-if-stale-'));
    for (const name of ['src', 'bin']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'src/main.ts'), '');
    writeFileSync(join(folder, 'bin/nest'), COMPILER);
    chmodSync(join(folder, 'bin/nest'), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = (path: string) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : '');
  const builds = () => read('builds').trim().split('\n').length;
  const finish = () => writeFileSync(join(folder, 'finish'), '');
  const started = () => until(async () => read('dist/main.js').startsWith('half') || null);
  const command = () => {
    const child = spawn(process.execPath, [SCRIPT], {
      cwd: folder,
      env: { PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter) },
      detached: true,
      stdio: 'ignore',
    });
    endWithTests(child);
    // What it left when it ended.
    const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null, left: read('dist/main.js') }));
    return { child, ended };
  };
  const kill = ({ pid }: ChildProcess) => process.kill(-pid!, 'SIGKILL');
  const whole = { code: 0, left: 'whole\n' };

  it('build once, and all go on when that is whole', async () => {
    const atOnce = [command(), command()];
    await started();
    const later = command();
    finish();
    expect(await Promise.all([...atOnce, later].map(({ ended }) => ended))).toEqual([whole, whole, whole]);
    expect(builds()).toBe(1);
    await command().ended;
    expect(builds()).toBe(1);
  });

  it('build again what a command that was killed had begun', async () => {
    const killed = command();
    await started();
    const waiting = command();
    kill(killed.child);
    finish();
    expect(await waiting.ended).toEqual(whole);
    expect(builds()).toBe(2);
  });

  it('fail if it cannot be built, and build again the next time', async () => {
    writeFileSync(join(folder, 'bin/nest'), '#!/bin/sh\necho build >> builds\nexit 3\n');
    expect(await command().ended).toEqual({ code: 3, left: '' });
    expect(await command().ended).toEqual({ code: 3, left: '' });
    expect(builds()).toBe(2);
  });
});
