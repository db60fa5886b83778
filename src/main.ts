// As a whole: an older Node, which is to be told so below, lacks what is used of it.
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { oldNodeNotice } from './start/node-version.js';

// Caches compiled code between starts.
module.enableCompileCache?.();
// Garbage is looked for when the heap is 40 % above what was in use; left to itself, V8 lets a long job triple it on a large
// machine. Costs a job no time (`npm run bench jobs`).
setFlagsFromString('--heap-growing-percent=40');

const notice = oldNodeNotice(process.versions.node);
if (notice === null) {
  // Imported late, because some packages throw when an older Node loads them.
  const { start } = await import('./start/start.js');
  await start();
} else {
  process.stderr.write(`${notice}\n`);
  process.exitCode = 1;
}
