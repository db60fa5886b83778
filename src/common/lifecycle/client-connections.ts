import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable, type OnApplicationShutdown, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Shutdown } from './shutdown.js';

/** How long stopping work has to answer its clients, in milliseconds. */
const LAST_WORD_MS = 1_000;
/** How often connections without a request are looked for while the process ends, in milliseconds. */
const LOOK_EVERY_MS = 100;

/**
 * Lets no client keep the process alive. A server that closes waits for every connection: for one on which a request never
 * becomes complete, one whose client does not read, one that says nothing at all.
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
  }

  onModuleDestroy(): void {
    this.looking = setInterval(() => this.closeUnused(), LOOK_EVERY_MS);
    this.shutdown.signal.addEventListener('abort', () => {
      this.ending = setTimeout(() => this.closeAll(), LAST_WORD_MS);
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.looking);
    clearTimeout(this.ending);
    this.closeAll();
  }

  private get server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }

  /** Until nobody new is let in, a request may still come on any of them. */
  private closeUnused(): void {
    if (this.server.listening) return;
    this.server.closeIdleConnections();
    for (const socket of this.open) if (socket.bytesRead === 0) socket.destroy();
  }

  private closeAll(): void {
    for (const socket of this.open) socket.destroy();
  }
}
