import type { LoggerService } from '@nestjs/common';

/** Contexts under which Nest tells what it puts together: of use to those who change the service, not to those who run it. */
const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

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
