import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';

/** Builds if a source is newer than the last build, so that a command never runs outdated code. */
const built = 'dist/main.js';
const sources = globSync(['src/**/*.{ts,sql,js,css,html,svg}', 'package.json', 'tsconfig*.json', 'nest-cli.json']);
const newest = Math.max(...sources.filter((file) => !file.endsWith('.spec.ts')).map((file) => statSync(file).mtimeMs));

if (!existsSync(built) || statSync(built).mtimeMs < newest) {
  process.stderr.write('Building the service, which takes about ten seconds …\n');
  const { status } = spawnSync('nest', ['build'], { stdio: ['ignore', 'inherit', 'inherit'], shell: true });
  process.exit(status ?? 1);
}
