import { setTimeout as pause } from 'node:timers/promises';

/** Far longer than anything takes: a machine that is busy with something else must fail no test. */
const LIMIT_MS = 80_000;

/** Asks again and again until the answer is not null; for what announces itself to nobody. */
export async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + LIMIT_MS;
  while (performance.now() < end) {
    const answer = await ask();
    if (answer !== null) return answer;
    await pause(20);
  }
  throw new Error('What was waited for did not happen');
}
