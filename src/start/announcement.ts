import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { localKey, localKeyFile } from '../common/access/local-key.js';
import type { Config } from '../config/config.js';
import { hasKeys } from '../config/rules.js';
import { backends, backendTable } from './backends.js';
import { localKeyNotice, localKeyPlace } from './local-key-notice.js';

/** In local mode nothing outside this machine can reach the service. */
export function hostOf(config: Config): string {
  return config.HOST ?? (hasKeys(config) ? '0.0.0.0' : '127.0.0.1');
}

/** Startup output: the backends, the URL, and the local key. */
export async function announce(app: NestExpressApplication, config: Config): Promise<void> {
  const logger = new Logger('Service');
  const url = await app.getUrl();
  logger.log(`Backends\n${backendTable(backends(app))}`);
  logger.log(`Listening on ${url}, console at ${url}/console, documentation at ${url}/docs`);
  if (!hasKeys(config)) process.stdout.write(`\n${await keyNotice(config, url)}\n`);
}

/** The key itself only on a terminal: it must not end up where output is collected. */
async function keyNotice({ DATA_DIR }: Config, url: string): Promise<string> {
  return process.stdout.isTTY
    ? localKeyNotice(await localKey(DATA_DIR), url)
    : localKeyPlace(localKeyFile(DATA_DIR), url);
}
