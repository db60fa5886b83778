import type { Handler, Queue } from '../../src/infrastructure/queue/queue.js';

export interface Work {
  n: number;
}

/** The minimum of pg-boss, for jobs that nothing announces: those that are retried. */
export const POLLING = { pollingSeconds: 0.5 };

/** A handler, and a promise for a number of its payloads. */
export function collecting(
  count: number,
  handle: (place: number) => void = () => {},
): { handler: Handler<Work>; worked: readonly number[]; payloads: Promise<number[]> } {
  const worked: number[] = [];
  const { promise, resolve } = Promise.withResolvers<number[]>();
  const handler: Handler<Work> = async ({ n }) => {
    worked.push(n);
    if (worked.length === count) resolve([...worked]);
    handle(worked.length);
  };
  return { handler, worked, payloads: promise };
}

/** Runs until it has received a number of payloads; the index of a payload determines what it does. */
export async function received(
  queue: Queue,
  name: string,
  count: number,
  handle?: (place: number) => void,
): Promise<number[]> {
  const { handler, payloads } = collecting(count, handle);
  await queue.work(name, handler, { concurrency: 1, ...POLLING });
  return payloads;
}

/** A handler that reports when it has started and ends only when it is aborted. */
export function endless(): { handler: Handler<Work>; begun: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handler: Handler<Work> = (_, signal) => {
    resolve();
    return new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  };
  return { handler, begun: promise };
}
