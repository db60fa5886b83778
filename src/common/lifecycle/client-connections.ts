import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable, type OnApplicationShutdown, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Shutdown } from './shutdown.js';

/** Time for stopped requests to be answered, in milliseconds. */
const LAST_WORD_MS = 1_000;
/** Interval for closing idle connections during shutdown, in milliseconds. */
const LOOK_EVERY_MS = 100;

/**
 * Keeps clients from delaying the shutdown. A closing server waits for all connections, including those with an incomplete
 * request, those whose client does not read, and those without any request.
 */
@Injectable()
export class ClientConnections implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private readonly open = new Set<Socket>();
  private looking?: NodeJS.Timeout;
  private ending?: NodeJS.Timeout;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    this.server.on('connection', (socket: Socket) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    });
    // Before Express, which may answer immediately. Clients with a pool of connections thus leave before these are closed.
    this.server.prependListener('request', (_request, response: ServerResponse) => {
      if (this.shutdown.draining) response.setHeader('Connection', 'close');
    });
  }

  onModuleDestroy(): void {
    this.looking = setInterval(() => this.closeUnused(), LOOK_EVERY_MS);
    this.shutdown.signal.addEventListener('abort', this.endSoon);
  }

  /** The signal may be aborted after this, and then a timer would keep the process alive. */
  onApplicationShutdown(): void {
    this.shutdown.signal.removeEventListener('abort', this.endSoon);
    clearInterval(this.looking);
    clearTimeout(this.ending);
    this.closeAll();
  }

  private readonly endSoon = () => {
    this.ending = setTimeout(() => this.closeAll(), LAST_WORD_MS);
  };

  private get server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }

  /** Any connection may still receive a request until the server stops accepting them. */
  private closeUnused(): void {
    if (this.server.listening) return;
    this.server.closeIdleConnections();
    for (const socket of this.open) if (socket.bytesRead === 0) socket.destroy();
  }

  private closeAll(): void {
    for (const socket of this.open) socket.destroy();
  }
}
