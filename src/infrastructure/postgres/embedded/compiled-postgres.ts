import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { once } from '../../../common/lifecycle/once.js';
import { notLoaded } from './not-loaded.js';

/** TypeScript declares it only in its library for browsers. */
declare const WebAssembly: { compile: (bytes: Uint8Array) => Promise<object> };

/** Files that the thread reads when it opens a database. They are checked here, because its error for a missing one is unclear. */
const FILES = [
  ['@electric-sql/pglite', 'pglite.data'],
  ['@electric-sql/pglite', 'pg_trgm.tar.gz'],
  ['@electric-sql/pglite-pgvector', 'vector.tar.gz'],
] as const;

/** The WebAssembly of Postgres, compiled once for all threads of this process. */
export const compiledPostgres = once(() => compiledFrom(import.meta.url));

/**
 * @param url of the module whose packages are used
 * @throws StartError
 */
export async function compiledFrom(url: string): Promise<object> {
  const pathOf = (name: string, file: string) => join(dirname(createRequire(url).resolve(name)), file);
  try {
    await Promise.all(FILES.map(([name, file]) => access(pathOf(name, file))));
    return await WebAssembly.compile(await readFile(pathOf('@electric-sql/pglite', 'pglite.wasm')));
  } catch (error) {
    throw notLoaded(error as Error);
  }
}
