/** The rate limit in the headers of a response; null if they contain none. */
export interface RateLimit {
  /** Calls left in the window with the fewest. */
  remaining: number | null;
  /** Milliseconds from the response until the limit is reset. */
  resetsIn: number | null;
}

/** Limits are counted in fixed windows of a minute (https://docs.peopledatalabs.com/docs/usage-limits). */
const WINDOW_MS = 60_000;
const EPOCH = /^\s*(\d{10})(?:\.\d+)?\s*$/;
const TIMESTAMP = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)/;

/**
 * `X-RateLimit-Remaining` is documented as an object, `{"minute": 1200, "day": null}`, arrives as a Python dict in single quotes,
 * and used to be one number. `X-RateLimit-Reset` is a UTC timestamp, with or without a zone, and used to be in seconds since 1970
 * (https://docs.peopledatalabs.com/docs/usage-limits, and the client libraries of the API).
 */
export function readRateLimit(headers: Headers, now: Date = new Date()): RateLimit {
  const remaining = fewest(headers.get('x-ratelimit-remaining') ?? '');
  const reset = resetOf(headers.get('x-ratelimit-reset') ?? '');
  if (reset === null) return { remaining, resetsIn: remaining === 0 ? WINDOW_MS : null };
  return { remaining, resetsIn: Math.max(0, reset - answeredAt(headers, now)) };
}

function fewest(header: string): number | null {
  const counts = /^\s*\d+\s*$/.test(header) ? [header] : [...header.matchAll(/:\s*(\d+)/g)].map(([, count]) => count);
  return counts.length === 0 ? null : Math.min(...counts.map(Number));
}

function resetOf(header: string): number | null {
  const seconds = EPOCH.exec(header)?.[1];
  if (seconds !== undefined) return Number(seconds) * 1_000;
  const [, day, time] = TIMESTAMP.exec(header) ?? [];
  const moment = day === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`);
  return Number.isNaN(moment) ? null : moment;
}

/** By the upstream's own clock: ours may differ by more than the window is long. */
function answeredAt(headers: Headers, now: Date): number {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? now.getTime() : date;
}
