import { existsSync, readFileSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { checkEnvFile, type EnvFileFindings } from './env-file.js';
import type { Environment } from './read-config.js';

const FILE = '.env';

/** The process environment, completed from a `.env` file if there is one. The only place that reads it. */
export function environment(): Environment {
  if (existsSync(FILE)) loadEnvFile(FILE);
  return process.env;
}

/** Problems of the `.env` file; none if there is no such file. */
export function envFileFindings(): EnvFileFindings {
  return existsSync(FILE) ? checkEnvFile(readFileSync(FILE, 'utf8')) : { problems: [], notices: [] };
}
