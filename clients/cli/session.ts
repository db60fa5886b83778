import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { connect } from '../typescript/src/index.ts';
import type { Client } from '../typescript/src/generated/client/index.ts';
import { serviceFailure } from './failure.ts';

export const DEFAULT_URL = 'http://127.0.0.1:8000';
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

export interface GlobalOptions {
  url?: string;
  key?: string;
  json: boolean;
}

export interface Session {
  client: Client;
  /** Whether to print JSON. */
  json: boolean;
}

/** The service that the options or the environment name; its failures are errors in its own words. */
export function sessionOf(command: Command): Session {
  const {
    url = process.env['LINKEDIN_PROFILES_URL'] || DEFAULT_URL,
    key,
    json,
  } = command.optsWithGlobals<GlobalOptions>();
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    command.error(`error: "${url}" is not a URL such as ${DEFAULT_URL}`);
  const apiKey = key ?? (process.env['LINKEDIN_PROFILES_API_KEY'] || localKey(url));
  const client = connect({ url: url.replace(/\/+$/, ''), apiKey });
  client.interceptors.error.use((error, response: Response | undefined) => serviceFailure(error, response, url));
  return { client, json };
}

/** The key of local mode on this machine, which no other machine is told. */
function localKey(url: string): string | undefined {
  if (!LOOPBACK.has(new URL(url).hostname)) return undefined;
  try {
    return readFileSync(join(process.env['DATA_DIR'] || '.data', 'api-key'), 'utf8').trim();
  } catch {
    return undefined;
  }
}
