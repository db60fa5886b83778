import { setTimeout as pause } from 'node:timers/promises';

/** More than two minutes; counted in attempts, so that a busy machine has longer. */
const QUESTIONS = 6_000;

/** Polls until the result is not null; for conditions that emit no event. */
export async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (let asked = 0; asked < QUESTIONS; asked += 1) {
    const answer = await ask();
    if (answer !== null) return answer;
    await pause(20);
  }
  throw new Error('What was waited for did not happen');
}
