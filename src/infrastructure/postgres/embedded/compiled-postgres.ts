import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { once } from '../../../common/lifecycle/once.js';

/** TypeScript has it only in its library of browsers. */
declare const WebAssembly: { compile: (bytes: Uint8Array) => Promise<object> };

/** The WebAssembly of Postgres, compiled once for all threads of this process. */
export const compiledPostgres = once(async () => {
  const folder = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  return WebAssembly.compile(await readFile(join(folder, 'pglite.wasm')));
});
