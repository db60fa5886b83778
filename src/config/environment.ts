import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import type { Environment } from './read-config.js';

/** The process environment, completed from a `.env` file where there is one. The only place that reads it. */
export function environment(): Environment {
  if (existsSync('.env')) loadEnvFile('.env');
  return process.env;
}
