import { existsSync, readFileSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { checkEnvFile, type EnvFileFindings } from './env-file.js';
import type { Environment } from './read-config.js';

const FILE = '.env';

/** The process environment, completed from a `.env` file where there is one. The only place that reads it. */
export function environment(): Environment {
  if (existsSync(FILE)) loadEnvFile(FILE);
  return process.env;
}

/** What is to be said about the `.env` file; nothing where there is none. */
export function envFileFindings(): EnvFileFindings {
  return existsSync(FILE) ? checkEnvFile(readFileSync(FILE, 'utf8')) : { problems: [], notices: [] };
}
