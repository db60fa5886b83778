import { beforeAll, it } from '@jest/globals';

/**
 * Defines cases that mostly wait. They all start when the first of the describe block does, and each reports its own result; so
 * they need queues, rows or processes of their own.
 */
export function together(): (name: string, run: () => Promise<void>) => void {
  const starts: (() => void)[] = [];
  beforeAll(() => {
    for (const start of starts) start();
  });
  return (name, run) => {
    let result: Promise<PromiseSettledResult<void>[]>;
    starts.push(() => void (result = Promise.allSettled([run()])));
    it(name, async () => {
      for (const outcome of await result) if (outcome.status === 'rejected') throw outcome.reason;
    });
  };
}
