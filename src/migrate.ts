import { oldNodeNotice } from './start/node-version.js';

const notice = oldNodeNotice(process.versions.node);
if (notice === null) {
  // Imported late, because some packages throw when an older Node loads them.
  const { migrateCommand } = await import('./start/migrate-command.js');
  process.exitCode = await migrateCommand(process.argv.slice(2));
} else {
  process.stderr.write(`${notice}\n`);
  process.exitCode = 1;
}
