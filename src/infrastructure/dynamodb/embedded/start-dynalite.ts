import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DynaliteMessage, DynaliteThreadData } from './dynalite.thread.js';

/** A running dynalite. */
export interface DynaliteThread {
  /** On 127.0.0.1. */
  port: number;
  /** Rewrites the files, without what was deleted; one call at a time. */
  compact: () => Promise<void>;
  /** Resolves when every request in flight has its response and the files are closed. */
  close: () => Promise<void>;
  /** Resolves when the thread has ended, for any reason. */
  ended: Promise<void>;
}

/** By default the heap of a thread grows to gigabytes before garbage is collected thoroughly. */
const MEMORY = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 512 };

/**
 * Starts dynalite in its own thread, so that its work does not block the event loop and the process survives if it throws, for
 * example on a full disk.
 */
export async function startDynalite(data: DynaliteThreadData): Promise<DynaliteThread> {
  // With the extension of this file, because the tests run the sources.
  const file = new URL(`./dynalite.thread${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(file, { workerData: data, resourceLimits: MEMORY });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const [port] = (await Promise.race([once(worker, 'message'), ended.then(neverListened)])) as [number];
  // Errors after this point end the thread, which `ended` reports.
  worker.on('error', () => undefined);
  const send = (message: DynaliteMessage) => worker.postMessage(message);
  return {
    port,
    compact: async () => {
      send('compact');
      await Promise.race([once(worker, 'message'), ended]);
    },
    close: async () => {
      send('close');
      await ended;
    },
    ended,
  };
}

function neverListened(): never {
  throw new Error('dynalite exited before it started listening');
}
