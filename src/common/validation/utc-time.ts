const TIME =
  /^(?<date>(?!0000)\d{4}-\d\d-\d\d)(?:T(?<clock>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?<zone>Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Reads a date or time of ISO 8601 in the years 0001 to 9999, in UTC unless it names a zone, as `2026-01-31T12:00:00.000Z`; null
 * if it is not one. A date stands for its first moment.
 */
export function toUtcTime(text: string): string | null {
  const { date, clock = '00:00', zone = 'Z' } = TIME.exec(text.trim().toUpperCase())?.groups ?? {};
  if (date === undefined || !isDate(date)) return null;
  const time = new Date(`${date}T${clock}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
  const iso = Number.isNaN(time.getTime()) ? '' : time.toISOString();
  // A zone may move the time into the year before or after.
  return /^(?!0000)\d{4}-/.test(iso) ? iso : null;
}

/** JavaScript reads February 30 as March 2. */
function isDate(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}
