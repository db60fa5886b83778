import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseEnv, promisify } from 'node:util';

const run = promisify(execFile);

/** Runs the script that creates the secrets of docker-compose.yml; returns its output. */
export async function makeEnv(file: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['deploy/compose/make-env.js', file]);
  return stdout;
}

export function readEnv(file: string): Record<string, string> {
  return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>;
}
