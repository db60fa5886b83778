import { isNativeError } from 'node:util/types';
import type { INestApplication, LoggerService } from '@nestjs/common';

/** Collects what the service logs from now on, one string per line, at any level. */
export function nestLines(app: INestApplication): string[] {
  const lines: string[] = [];
  const write = (...given: unknown[]) => void lines.push(given.map((part) => textOf(part)).join(' '));
  const logger: LoggerService = { log: write, error: write, warn: write, debug: write, verbose: write, fatal: write };
  app.useLogger(logger);
  return lines;
}

function textOf(part: unknown): string {
  // Includes errors from outside Jest's sandbox.
  if (isNativeError(part)) return `${part.stack ?? part.message} ${textOf(part.cause ?? '')}`;
  return typeof part === 'string' ? part : JSON.stringify(part);
}
