import { accessSync, chmodSync, constants, globSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

const NAME = 'linkedin-profile-service-tests-';

// What the tests leave in the folder for temporary files goes with the run. The Postgres of the tests runs as somebody else.
const parent = roomInMemory() ?? tmpdir();
const folder = mkdtempSync(join(parent, `${NAME}${process.pid}-`));
chmodSync(folder, 0o711);
process.once('exit', () => remove(folder));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
// A run that was killed could not take its folder with it.
for (const left of globSync(join(parent, `${NAME}*-*`))) {
  if (!isAlive(Number(left.split('-').at(-2)))) remove(left);
}
process.env.TMPDIR = folder;

// What was compiled once, also by processes that tests start, is not compiled again in the next run.
process.env.NODE_COMPILE_CACHE = join(import.meta.dirname, '.cache/compiled');

/** Jest reads default exports, here, in jest.unit.config.js and in test/support/jest-*.js; nothing else has one. */
export default {
  testEnvironment: '<rootDir>/test/support/jest-environment.js',
  globalSetup: '<rootDir>/test/support/jest-setup.js',
  cacheDirectory: '<rootDir>/.cache/jest',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
  // Only for what hangs: nothing is to fail because the machine is busy with something else.
  testTimeout: 1_800_000,
  // Two a processor, as suites wait as long as they compute; each may take 2 GB, as a database in WebAssembly is large.
  maxWorkers: Math.max(1, Math.min(availableParallelism() * 2, 4, Math.floor(totalmem() / 2 ** 31))),
  // Sandboxes stay in memory after their test file. A worker with a large heap spends half its time on garbage, and a new one is
  // ready in three seconds.
  workerIdleMemoryLimit: '1GB',
};

/** A database is a thousand files, which a disk takes ten times longer to copy. */
function roomInMemory() {
  const shared = '/dev/shm';
  try {
    accessSync(shared, constants.W_OK);
    const { bavail, bsize } = statfsSync(shared);
    return bavail * bsize > 4 * 2 ** 30 ? shared : null;
  } catch {
    return null;
  }
}

/** What cannot be removed, such as a file system that a killed run has mounted, fails no tests. */
function remove(left) {
  try {
    rmSync(left, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    process.stderr.write(`Left over from tests, remove it by hand: ${left} (${error.code})\n`);
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
