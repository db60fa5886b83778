import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from 'node:http';
import { Logger, type INestApplication } from '@nestjs/common';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { Queue } from '../infrastructure/queue/queue.js';
import type { Config } from '../config/config.js';
import { hasKeys } from '../config/rules.js';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;
/** A load balancer probes every few seconds. In local mode there is none. */
const DEFAULT_DRAIN_SECONDS = 5;

/** How long requests are still accepted after the process was asked to stop. */
export function drainSeconds(config: Pick<Config, 'SHUTDOWN_DRAIN_SECONDS' | 'API_KEY' | 'API_KEYS'>): number {
  return config.SHUTDOWN_DRAIN_SECONDS ?? (hasKeys(config) ? DEFAULT_DRAIN_SECONDS : 0);
}

/**
 * Stops the process when it receives a signal: readiness fails first, so that load balancers send no more requests, the
 * queue hands out no more work, and the application is closed after the given seconds. A second signal ends the wait.
 */
export function stopOnSignal(app: INestApplication, seconds: number): void {
  const wait = new AbortController();
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (isStopping) return wait.abort();
    isStopping = true;
    new Logger('Service').log(
      `Stopping on ${signal}: requests in progress are finished, jobs continue at the next start`,
    );
    app.get(Shutdown).announce();
    void app.get(Queue, { strict: false }).drain().catch(failed);
    const { listening } = app.getHttpServer() as Server;
    if (listening) await delay(seconds * 1_000, undefined, { signal: wait.signal }).catch(() => undefined);
    await app.close();
    process.exit(0);
  };
  for (const signal of SIGNALS) process.on(signal, () => void stop(signal).catch(failed));
}

function failed(error: unknown): void {
  new Logger('Service').error(error);
  process.exit(1);
}
