import { Injectable, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';

/** How long requests in progress may take after the process was asked to stop, in milliseconds. */
const GRACE_MS = 8_000;

/** Announces the shutdown: first that no more requests should be sent, then that work in progress must stop. */
@Injectable()
export class Shutdown implements OnModuleDestroy, OnApplicationShutdown {
  private readonly controller = new AbortController();
  private timer?: NodeJS.Timeout;

  /** Aborted when work in progress must stop. */
  readonly signal: AbortSignal = this.controller.signal;
  /** True once no more requests should be sent. Those that are sent anyway are served until the server closes. */
  draining = false;

  /** Nest calls this first, before it waits for open connections. */
  onModuleDestroy(): void {
    this.begin();
  }

  /** Nest calls this last, after all connections are closed: no client waits for work that is still in progress. */
  onApplicationShutdown(): void {
    this.end();
  }

  /** The service will close soon, but still serves. */
  announce(): void {
    this.draining = true;
  }

  begin(): void {
    this.announce();
    if (this.timer || this.signal.aborted) return;
    this.timer = setTimeout(() => this.end(), GRACE_MS);
    this.timer.unref();
  }

  end(): void {
    clearTimeout(this.timer);
    this.announce();
    this.controller.abort(new ShuttingDown());
  }
}

/** The reason of every abort caused by the shutdown. */
export class ShuttingDown extends Error {
  override readonly name = 'ShuttingDown';

  constructor() {
    super('The service is shutting down');
  }
}
