import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DynaliteThreadData } from './dynalite.thread.js';

/** A running dynalite. */
export interface DynaliteThread {
  /** On 127.0.0.1. */
  port: number;
  /** Ends when every request under way has its answer and the files are closed. */
  close: () => Promise<void>;
  /** Fulfilled when the thread has ended, for whatever reason. */
  ended: Promise<void>;
}

/** By default the heap of a thread grows to gigabytes before its garbage is looked for in earnest. */
const MEMORY = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 512 };

/**
 * Starts dynalite in a thread of its own: its work takes nothing from the event loop that fetches and answers, and where
 * it throws, for example on a full disk, the process goes on.
 */
export async function startDynalite(data: DynaliteThreadData): Promise<DynaliteThread> {
  // Under the name that this file has itself: the tests run the sources.
  const file = new URL(`./dynalite.thread${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(file, { workerData: data, resourceLimits: MEMORY });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const [port] = (await Promise.race([once(worker, 'message'), ended.then(neverListened)])) as [number];
  // What it throws from here on ends it, which `ended` tells.
  worker.on('error', () => undefined);
  return {
    port,
    close: async () => {
      worker.postMessage('close');
      await ended;
    },
    ended,
  };
}

function neverListened(): never {
  throw new Error('dynalite exited before it started listening');
}
