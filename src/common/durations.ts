/** In milliseconds. */
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A retention setting in days, as milliseconds; null for 0, which means that nothing is deleted. */
export function keptDays(days: number): number | null {
  return days === 0 ? null : days * DAY_MS;
}
