import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { AppModule } from '../app.module.js';
import { LIST_BODY } from '../common/http/body/body-limits.js';
import { SharedHits } from '../common/access/shared-hits.js';
import { configureHttp, httpOptions } from '../common/http/configure-http.js';
import { withQuietFramework } from '../common/logging/framework-lines.js';
import { mountDocs } from '../common/openapi/mount-docs.js';
import type { Config } from '../config/config.js';
import { SocketAdapter } from '../events/socket/socket.adapter.js';

/** The whole service, ready to listen; the caller closes it. The end-to-end tests use it too. */
export async function createApplication(config: Config): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config), {
    ...httpOptions,
    abortOnError: false,
  });
  app.useLogger(withQuietFramework(app.get(Logger)));
  configureHttp(app, config, {
    bodyLimits: [
      ['/jobs/create-batch', LIST_BODY],
      ['/jobs/estimate', LIST_BODY],
      ['/api/v1/people/suppressions', LIST_BODY],
    ],
    otherBodies: ['/jobs/upload', '/jobs/estimate'],
    sharedHits: app.get<SharedHits | null>(SharedHits, { strict: false }),
  });
  app.useWebSocketAdapter(new SocketAdapter(app));
  mountDocs(app);
  return app;
}

/** Only the routes and their documentation: no store is opened. */
export function createPreview(config: Config): Promise<NestExpressApplication> {
  return NestFactory.create<NestExpressApplication>(AppModule.with(config), { preview: true, logger: false });
}
