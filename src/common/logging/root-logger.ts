import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Config } from '../../config/config.js';
import { requestFields } from './request-context.js';

/** The one logger of the process. */
export function rootLogger(config: Config, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level: config.LOG_LEVEL,
    base: undefined,
    mixin: requestFields,
    redact: { paths: SECRETS, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  };
  if (destination) return pino(options, destination);
  return isPretty(config) ? pino(options, prettyStream()) : pino(options);
}

/** This service logs no headers, but error objects of HTTP clients contain them. */
const SECRETS = ['', '*.', '*.*.'].flatMap((prefix) =>
  ['headers', 'authorization', 'Authorization', 'apiKey', 'api_key', 'token', 'password'].map((key) => prefix + key),
);

function isPretty({ LOG_FORMAT, NODE_ENV }: Config): boolean {
  return LOG_FORMAT === undefined ? NODE_ENV !== 'production' : LOG_FORMAT === 'pretty';
}

/** Fields that are redundant in a log line, and the ID, which the response contains. */
const IN_THE_MESSAGE = 'context,request_id,method,route,status';

/** Synchronous, because a worker thread would lose the last lines before an exit. */
function prettyStream(): DestinationStream {
  return PinoPretty({
    sync: true,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
    ignore: IN_THE_MESSAGE,
    messageFormat,
  });
}

function messageFormat(log: Record<string, unknown>, messageKey: string): string {
  const context = typeof log['context'] === 'string' ? `[${log['context']}] ` : '';
  const message = log[messageKey];
  return `${context}${typeof message === 'string' ? message : ''}`;
}
