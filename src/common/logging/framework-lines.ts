import type { LoggerService } from '@nestjs/common';

/** Contexts of Nest's startup lines, which are useful to developers, but not to operators. */
const FRAMEWORK = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'WebSocketsController',
  'NestApplication',
]);

/** The logger, with the framework's own lines one level lower. */
export function withQuietFramework(logger: LoggerService): LoggerService {
  return Object.create(logger, {
    log: {
      value: (message: unknown, ...rest: unknown[]) => {
        if (FRAMEWORK.has(String(rest.at(-1)))) logger.debug?.(message, ...rest);
        else logger.log(message, ...rest);
      },
    },
  }) as LoggerService;
}
