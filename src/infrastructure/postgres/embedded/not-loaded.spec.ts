import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StartError } from '../../../common/errors/start.error.js';
import { openingFailure } from '../../data-directory/unusable-files.js';
import { compiledFrom } from './compiled-postgres.js';
import { PostgresThread } from './postgres-thread.js';

describe('an embedded Postgres whose program cannot be loaded', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'not-loaded-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** What the operator reads. */
  const told = async (opening: Promise<unknown>) => {
    const error: unknown = await opening.catch((thrown: unknown) => thrown);
    return openingFailure(error, { store: 'embedded Postgres', path: folder, checkDisk: async () => {} });
  };

  it.each([
    ['a package is missing', `import 'package-that-is-missing';`, "Cannot find package 'package-that-is-missing'"],
    ['a file of the program is damaged', 'export const 1;', 'Unexpected number'],
    ['it ends by itself', 'process.exit();', 'its thread ended'],
  ])('says so and not that stored files are damaged: %s', async (_case, source, reason) => {
    const file = pathToFileURL(join(folder, 'thread.mjs'));
    await writeFile(file, source);
    let breakdowns = 0;
    const thread = new PostgresThread(() => (breakdowns += 1), file);
    const failure = await told(thread.open(folder, {}, new AbortController().signal));
    expect(failure).toBeInstanceOf(StartError);
    expect(failure.message).toContain(`The embedded Postgres could not be loaded (${reason}`);
    await expect(thread.request({ kind: 'exec', script: 'select 1' })).rejects.toBe(failure);
    expect(breakdowns).toBe(0);
    await thread.terminate();
  });

  it.each(['pglite.wasm', 'pglite.data', 'pg_trgm.tar.gz', 'vector.tar.gz'])(
    'names the missing %s',
    async (missing) => {
      for (const name of ['@electric-sql/pglite', '@electric-sql/pglite-pgvector']) {
        const original = dirname(createRequire(import.meta.url).resolve(name));
        const copy = join(folder, 'node_modules', name);
        await mkdir(join(copy, 'dist'), { recursive: true });
        await cp(join(original, '../package.json'), join(copy, 'package.json'));
        await writeFile(join(copy, 'dist/index.cjs'), '');
        for (const file of ['pglite.wasm', 'pglite.data', 'pg_trgm.tar.gz', 'vector.tar.gz']) {
          if (file !== missing) await writeFile(join(copy, 'dist', file), '');
        }
      }
      const failure = await told(compiledFrom(pathToFileURL(join(folder, 'main.js')).href));
      expect(failure).toBeInstanceOf(StartError);
      expect(failure.message).toMatch(
        new RegExp(`^The embedded Postgres could not be loaded \\(ENOENT: .*${missing}'\\)`),
      );
    },
  );
});
