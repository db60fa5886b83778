import { setTimeout as pause } from 'node:timers/promises';

/** About three minutes; counted in attempts, so that a busy machine has longer. */
const ATTEMPTS = 1_800;

/** Polls until the result is not null, less often the longer it takes; for conditions that emit no event. */
export async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await ask();
    if (answer !== null) return answer;
    await pause(Math.min(10 * 1.2 ** attempt, 250));
  }
  throw new Error('What was waited for did not happen');
}
