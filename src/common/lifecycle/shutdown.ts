import { Injectable, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';

/** How long requests under way may take after the process was asked to stop, in milliseconds. */
const GRACE_MS = 8_000;

/** Tells everyone that the process is about to end: first that it takes no more work, then that work must stop. */
@Injectable()
export class Shutdown implements OnModuleDestroy, OnApplicationShutdown {
  private readonly controller = new AbortController();
  private timer?: NodeJS.Timeout;

  /** Aborted when work under way must end now. */
  readonly signal: AbortSignal = this.controller.signal;
  /** True from the moment no new work should come in. */
  draining = false;

  /** Nest calls this first, before it waits for open connections. */
  onModuleDestroy(): void {
    this.begin();
  }

  /** Nest calls this last, after all connections are closed: no client waits for work that is still in progress. */
  onApplicationShutdown(): void {
    this.end();
  }

  begin(): void {
    if (this.draining) return;
    this.draining = true;
    this.timer = setTimeout(() => this.end(), GRACE_MS);
    this.timer.unref();
  }

  end(): void {
    clearTimeout(this.timer);
    this.draining = true;
    this.controller.abort(new ShuttingDown());
  }
}

/** The reason of every abort that comes from the end of the process. */
export class ShuttingDown extends Error {
  override readonly name = 'ShuttingDown';

  constructor() {
    super('The service is shutting down');
  }
}
