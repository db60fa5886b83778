import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { describeWith, neededProgram } from './needed-programs.js';

/** Debian's Chromium, or the browser that CHROMIUM names; undefined without one. */
export const chromiumPath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

const CHROMIUM = neededProgram('Chromium', chromiumPath !== undefined);

/** A suite that needs a browser. It runs with TEST_EXTENT=full, where there is one, and is skipped with the reason elsewhere. */
export function describeInBrowser(name: string, cases: () => void): void {
  describeWith([CHROMIUM], name, cases);
}

/** The caller closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    // Root may not use Chromium's sandbox, and /dev/shm is small in containers. These pages are our own.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}
