import type { Handler, Queue } from '../../src/infrastructure/queue/queue.js';

export interface Work {
  n: number;
}

/** A handler, and a promise for so many of its payloads. */
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

/** Works until it has seen so many payloads; what it does with each is told by the payload's place. */
export async function seen(
  queue: Queue,
  name: string,
  count: number,
  handle?: (place: number) => void,
): Promise<number[]> {
  const { handler, payloads } = collecting(count, handle);
  await queue.work(name, handler, { concurrency: 1 });
  return payloads;
}

/** A handler that tells when it began and ends only when it is told to stop. */
export function endless(): { handler: Handler<Work>; begun: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handler: Handler<Work> = (_, signal) => {
    resolve();
    return new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  };
  return { handler, begun: promise };
}
