import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { DestinationStream } from 'pino';
import { Logger } from 'nestjs-pino';
import { ConfigModule } from '../../config/config.module.js';
import { readConfig, type Environment } from '../../config/read-config.js';
import { AccessModule } from '../access/access.module.js';
import { configureHttp, httpOptions, type HttpSettings } from '../http/configure-http.js';
import { LoggingModule } from '../logging/logging.module.js';
import { mountDocs } from '../openapi/mount-docs.js';

interface HttpAppOptions extends ModuleMetadata, HttpSettings {
  environment?: Environment;
  /** Where log lines go, as JSON. Nothing is logged without it. */
  log?: DestinationStream;
}

/** A running application of a few routes, with the same base modules as the service; for specs. */
export async function httpApp({ environment = {}, log, bodyLimits, imports = [], ...metadata }: HttpAppOptions) {
  const DATA_DIR = await mkdtemp(join(tmpdir(), 'http-app-'));
  const config = readConfig({ LOG_LEVEL: log ? 'trace' : 'silent', DATA_DIR, ...environment });
  class TestModule {}
  const baseModules = [ConfigModule.with(config), AccessModule, LoggingModule.with(config, log)];
  Module({ ...metadata, imports: [...baseModules, ...imports] })(TestModule);
  const app = await NestFactory.create<NestExpressApplication>(TestModule, httpOptions);
  app.useLogger(app.get(Logger));
  configureHttp(app, config, { bodyLimits });
  mountDocs(app);
  await app.listen(0, '127.0.0.1');
  return app;
}
