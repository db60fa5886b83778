import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { neededProgram } from '../support/needed-programs.js';

const run = promisify(execFile);

export const passwords = { AUTHENTICATOR_PASSWORD: "o'clock $(id)", JOBS_PASSWORD: 'jobs' };

/** psql reads environment variables since version 14; the script is written for the version in the image. */
export const PSQL = neededProgram(
  'psql',
  ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].some((path) => existsSync(join(path, 'psql'))),
);

/** Runs the script as the Postgres image does on an empty database. */
export async function initRoles(databaseUrl: string, environment: Record<string, string> = passwords): Promise<void> {
  const { hostname, port, username, pathname } = new URL(databaseUrl);
  await run('bash', ['deploy/compose/postgres/10-roles.sh'], {
    env: {
      PATH: process.env['PATH'],
      PGHOST: hostname,
      PGPORT: port,
      POSTGRES_USER: username,
      POSTGRES_DB: pathname.slice(1),
      ...environment,
    },
  });
}
