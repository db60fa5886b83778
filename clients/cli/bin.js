#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

// Runs on any Node, and finds one that runs TypeScript: this one, or the one that npm ci has installed.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const installed = here(`../../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
const isNew = Number(process.versions.node.split('.')[0]) >= 24;

if (!existsSync(here('../../node_modules/commander'))) {
  process.stderr.write('The dependencies are not installed: run "npm ci" first\n');
  process.exitCode = 1;
} else if (!isNew && existsSync(installed)) {
  const child = spawn(installed, [here('main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? code : 128 + constants.signals[signal];
  });
} else if (process.features.typescript) {
  await import('./main.ts');
} else {
  process.stderr.write(`This command requires Node 24 or later, but is running on ${process.versions.node}\n`);
  process.exitCode = 1;
}
