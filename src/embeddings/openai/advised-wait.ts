import { retryAfterMs } from '../../infrastructure/http-client/retry-after.js';

/**
 * How long the service asks to wait, in milliseconds; undefined if it does not say. OpenAI sends the exact
 * `retry-after-ms`, the standard `retry-after`, and for each limit the time until it is reset, such as `6m0s` or `12ms`
 * (https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers).
 */
export function advisedWait(headers: Headers, now: Date = new Date()): number | undefined {
  const exact = headers.get('retry-after-ms')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(exact)) return Number(exact);
  return retryAfterMs(headers.get('retry-after'), now) ?? untilReset(headers);
}

/** Considers the exhausted limits, or all if none is exhausted, because the rest was too little for the request. */
function untilReset(headers: Headers): number | undefined {
  const limits = ['requests', 'tokens'].map((name) => ({
    isUsedUp: headers.get(`x-ratelimit-remaining-${name}`)?.trim() === '0',
    reset: duration(headers.get(`x-ratelimit-reset-${name}`)),
  }));
  const usedUp = limits.filter(({ isUsedUp }) => isUsedUp);
  const waits = (usedUp.length > 0 ? usedUp : limits).flatMap(({ reset }) => reset ?? []);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

const UNITS = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** Go's notation for durations: numbers with units. */
function duration(text: string | null): number | undefined {
  if (text === null || !/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text.trim())) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit as keyof typeof UNITS], 0);
}
