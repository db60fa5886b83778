/** In milliseconds. */
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** How long a setting in days keeps something, in milliseconds; null for 0, which keeps it. */
export function keptDays(days: number): number | null {
  return days === 0 ? null : days * DAY_MS;
}
