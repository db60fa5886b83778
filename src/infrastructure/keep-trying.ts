import { setTimeout as delay } from 'node:timers/promises';
import { backoffDelay } from './http-client/backoff.js';

/** Maximum wait before the second attempt, and before any attempt, in milliseconds. */
const BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 15_000;
/** From this attempt on, every wait is capped at the maximum. */
const DOUBLED_AT_MOST = 30;

/**
 * Retries in the background until it succeeds or the signal is aborted; does not keep the process alive. The attempt itself
 * reports failures.
 */
export async function keepTrying(attempt: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let retry = 1; !signal.aborted; retry = Math.min(retry + 1, DOUBLED_AT_MOST)) {
    try {
      return await attempt();
    } catch {
      const wait = Math.min(backoffDelay({ retry, backoffMs: BACKOFF_MS, random: Math.random }), MAX_BACKOFF_MS);
      await delay(wait, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
