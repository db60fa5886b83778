import { existsSync, readFileSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { checkEnvFile, type EnvFileFindings } from './env-file.js';
import { ConfigError, type Environment } from './read-config.js';

const FILE = '.env';

/**
 * The process environment, completed from a `.env` file if there is one. The only place that reads it.
 * @throws ConfigError if the file cannot be read
 */
export function environment(): Environment {
  if (envFileText() !== null) loadEnvFile(FILE);
  return process.env;
}

/**
 * Problems of the `.env` file; none if there is no such file.
 * @throws ConfigError if the file cannot be read
 */
export function envFileFindings(): EnvFileFindings {
  return checkEnvFile(envFileText() ?? '');
}

/** Docker makes a folder of a file that is to be mounted and does not exist. */
function envFileText(): string | null {
  if (!existsSync(FILE)) return null;
  try {
    return readFileSync(FILE, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'EISDIR' ? 'is a folder' : 'is not readable for this user';
    throw new ConfigError([`${FILE} ${reason}; make it a readable file, or remove it`]);
  }
}
