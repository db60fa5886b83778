import { enableCompileCache } from 'node:module';
import { oldNodeNotice } from './start/node-version.js';

// What was compiled once is not compiled again at the next start.
enableCompileCache();

const notice = oldNodeNotice(process.versions.node);
if (notice === null) {
  // Only now: some packages throw already while an older Node loads them.
  const { start } = await import('./start/start.js');
  await start();
} else {
  process.stderr.write(`${notice}\n`);
  process.exitCode = 1;
}
