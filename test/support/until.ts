import { setTimeout as pause } from 'node:timers/promises';

/** Two minutes and more; counted in questions, so that a machine that is busy with something else has longer. */
const QUESTIONS = 6_000;

/** Asks again and again until the answer is not null; for what announces itself to nobody. */
export async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (let asked = 0; asked < QUESTIONS; asked += 1) {
    const answer = await ask();
    if (answer !== null) return answer;
    await pause(20);
  }
  throw new Error('What was waited for did not happen');
}
