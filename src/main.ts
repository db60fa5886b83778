// A namespace import, because older versions of Node, which are rejected below, lack some of the exports.
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { oldNodeNotice } from './start/node-version.js';

// Caches compiled code between starts.
module.enableCompileCache?.();
// Collects garbage when the heap is 40 % above what was in use; by default, V8 lets a long job triple it on a large machine.
// This does not slow jobs down (`npm run bench jobs`).
setFlagsFromString('--heap-growing-percent=40');
// V8 may end the process when it frees code of WebAssembly, which the embedded Postgres is: https://github.com/nodejs/node/issues/64500
// What it keeps instead is small, as every function is replaced by optimized code once at most.
setFlagsFromString('--no-wasm-code-gc');

const notice = oldNodeNotice(process.versions.node);
if (notice === null) {
  // Imported late, because some packages throw when an older Node loads them.
  const { start } = await import('./start/start.js');
  await start();
} else {
  process.stderr.write(`${notice}\n`);
  process.exitCode = 1;
}
