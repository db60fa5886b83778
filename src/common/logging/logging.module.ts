import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import type { Config } from '../../config/config.js';
import { ApiKeys } from '../access/api-keys.js';
import { RequestLog } from './request-log.js';
import { rootLogger } from './root-logger.js';

/** Logs through pino; `app.useLogger(app.get(Logger))` with nestjs-pino's `Logger` includes Nest's own lines. */
@Module({})
export class LoggingModule {
  static with(config: Config, destination?: DestinationStream): DynamicModule {
    const logger = rootLogger(config, destination);
    return {
      module: LoggingModule,
      // Its own middleware runs after steps that can fail before routing, so RequestLog stands in for it.
      imports: [LoggerModule.forRoot({ pinoHttp: { logger }, forRoutes: [] })],
      providers: [
        {
          provide: RequestLog,
          inject: [ApiKeys],
          useFactory: (keys: ApiKeys) => new RequestLog(logger, (request) => keys.nameFor(request)),
        },
      ],
      exports: [RequestLog],
    };
  }
}
