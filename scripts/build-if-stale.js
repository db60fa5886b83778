import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Builds if a source is newer than the last build, so that a command never runs outdated code. Of several at once, one builds. */
const [built, lock] = ['dist/main.js', '.cache/build.lock'];
const sources = globSync(['src/**/*.{ts,sql,js,css,html,svg}', 'package.json', 'tsconfig*.json', 'nest-cli.json']);
const newest = Math.max(...sources.filter((file) => !file.endsWith('.spec.ts')).map((file) => statSync(file).mtimeMs));
const isStale = () => !existsSync(built) || statSync(built).mtimeMs < newest;

// What is being built is new before it is whole.
if (isStale() || existsSync(lock)) {
  mkdirSync('.cache', { recursive: true });
  while (!mayBuild()) await pause(100);
  if (isStale()) {
    process.stderr.write('Building the service, which takes about ten seconds …\n');
    process.exitCode = spawnSync('nest build', { stdio: ['ignore', 'inherit', 'inherit'], shell: true }).status ?? 1;
  }
  rmSync(lock);
}

/** Takes the lock, unless another command has it. One that was killed left half a build; none takes ten minutes. */
function mayBuild() {
  if (isAbandoned()) for (const left of [built, lock]) rmSync(left, { force: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function isAbandoned() {
  try {
    return statSync(lock).mtimeMs < Date.now() - 600_000 || !process.kill(Number(readFileSync(lock, 'utf8')), 0);
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
