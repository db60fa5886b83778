import { setTimeout as delay } from 'node:timers/promises';
import { backoffDelay } from '../http-client/backoff.js';

/** Longest wait before the second attempt, in milliseconds, and how often that is doubled at most: 16 s. */
const BACKOFF = 500;
const DOUBLED_AT_MOST = 6;

/** Tries until it succeeds or the signal is aborted. What fails is told by whoever fails. */
export async function keepTrying(attempt: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let retry = 1; !signal.aborted; retry = Math.min(retry + 1, DOUBLED_AT_MOST)) {
    try {
      return await attempt();
    } catch {
      const wait = backoffDelay({ retry, backoffMs: BACKOFF, random: Math.random });
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}
