import { isNativeError } from 'node:util/types';
import type { INestApplication, LoggerService } from '@nestjs/common';

/** From now on, what the service logs, one text a line, whatever the level. */
export function nestLines(app: INestApplication): string[] {
  const lines: string[] = [];
  const write = (...given: unknown[]) => void lines.push(given.map((part) => textOf(part)).join(' '));
  const logger: LoggerService = { log: write, error: write, warn: write, debug: write, verbose: write, fatal: write };
  app.useLogger(logger);
  return lines;
}

function textOf(part: unknown): string {
  // Also an error from outside of Jest's sandbox.
  if (isNativeError(part)) return `${part.stack ?? part.message} ${textOf(part.cause ?? '')}`;
  return typeof part === 'string' ? part : JSON.stringify(part);
}
