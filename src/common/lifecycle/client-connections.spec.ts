import { createServer } from 'node:http';
import { expect, it } from '@jest/globals';
import type { HttpAdapterHost } from '@nestjs/core';
import { ClientConnections } from './client-connections.js';
import { Shutdown } from './shutdown.js';

const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

it('leave no timer behind when work ends after all connections are closed', () => {
  const shutdown = new Shutdown();
  const server = createServer();
  const connections = new ClientConnections(
    { httpAdapter: { getHttpServer: () => server } } as HttpAdapterHost,
    shutdown,
  );
  const before = timers();
  connections.onModuleInit();
  connections.onModuleDestroy();
  connections.onApplicationShutdown();
  shutdown.onApplicationShutdown();
  expect(timers()).toBe(before);
});
