import { DAY_MS, HOUR_MS } from '../../common/durations.js';
import { InvalidRequestError } from '../../common/errors/invalid-request.error.js';
import { toUtcTime } from '../../common/validation/utc-time.js';
import type { ActivityPeriod, ActivityRange } from '../../events/activity/activity.store.js';
import type { AnalyticsQuery } from './dto/analytics-query.dto.js';

const PERIODS: Readonly<Record<ActivityPeriod, { ms: number; usual: number; most: number; limit: string }>> = {
  hour: { ms: HOUR_MS, usual: 48, most: 31 * 24, limit: '31 days' },
  day: { ms: DAY_MS, usual: 30, most: 366, limit: '366 days' },
};
/** Limits of a time: the range around it must have a year of four digits, which every database reads. */
const EARLIEST = Date.UTC(1000, 0);
const LATEST = Date.UTC(9999, 0);
const DATE = /^\s*\d{4}-\d\d-\d\d\s*$/;

/**
 * The whole hours or days of a request. The last one contains the end, and may not be over yet.
 * @throws InvalidRequestError
 */
export function analyticsRange({ from, to, bucket: period }: AnalyticsQuery, now: Date): ActivityRange {
  const { ms, usual, most, limit } = PERIODS[period];
  const until = Math.ceil(endOf(to, now) / ms) * ms;
  const start = from === undefined ? until - usual * ms : Math.floor(timeIn('from', from) / ms) * ms;
  if (start >= until) throw invalid('from', from, 'from must be before to', 'range');
  if (until - start > most * ms)
    throw invalid('from', from, `from must be at most ${limit} before to with bucket=${period}`, 'range');
  return { period, from: new Date(start), until: new Date(until) };
}

/** The beginnings of the hours or days of a range. */
export function startsIn({ period, from, until }: ActivityRange): Date[] {
  const { ms } = PERIODS[period];
  const count = (until.getTime() - from.getTime()) / ms;
  return Array.from({ length: count }, (_, index) => new Date(from.getTime() + index * ms));
}

function endOf(to: string | undefined, now: Date): number {
  // Includes the current hour or day, even in its first millisecond.
  if (to === undefined) return now.getTime() + 1;
  return timeIn('to', to) + (DATE.test(to) ? DAY_MS : 0);
}

function timeIn(field: 'from' | 'to', text: string): number {
  const time = toUtcTime(text);
  if (time === null) throw invalid(field, text, `${field} must be a date or time in ISO 8601 format`, 'date');
  const at = new Date(time).getTime();
  if (at < EARLIEST || at >= LATEST) throw invalid(field, text, `${field} must be in the years 1000 to 9998`, 'range');
  return at;
}

function invalid(field: string, invalid_value: unknown, message: string, error_type: string): InvalidRequestError {
  return new InvalidRequestError([{ field, message, invalid_value: invalid_value ?? null, error_type }]);
}
