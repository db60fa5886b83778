const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const ABSOLUTE = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** @type {readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[]} */
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/**
 * @param {string} time in ISO 8601
 * @param {number} now in milliseconds
 */
export function relativeTime(time, now) {
  const seconds = (Date.parse(time) - now) / 1_000;
  const unit = UNITS.find(([, length]) => Math.abs(seconds) >= length);
  if (unit === undefined) return seconds > 1 ? 'in a moment' : 'just now';
  return RELATIVE.format(Math.trunc(seconds / unit[1]), unit[0]);
}

/** @param {string} time in ISO 8601 */
export const absoluteTime = (time) => ABSOLUTE.format(new Date(time));

/**
 * @param {number} value
 * @param {number} [maximumFractionDigits]
 */
export const number = (value, maximumFractionDigits = 2) => value.toLocaleString('en', { maximumFractionDigits });

/** @param {number} value */
export const compact = (value) => COMPACT.format(value);

/**
 * @param {number} count
 * @param {string} one such as `person`
 * @param {string} [many]
 */
export const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return counted(Math.round(seconds), 'second');
  if (seconds < 5_400) return counted(Math.round(seconds / 60), 'minute');
  if (seconds < 172_800) return counted(Math.round(seconds / 3_600), 'hour');
  return counted(Math.round(seconds / 86_400), 'day');
}

/** @param {number} ms */
export const milliseconds = (ms) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** @param {number} count of bytes */
export function fileSize(count) {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), units.length - 1);
  return `${Math.round(count / 1_000 ** power)} ${units[power]}`;
}

/** The beginning of an ID, which is enough to compare IDs by eye. @param {string} id */
export const shortId = (id) => id.slice(0, 8);

/** @param {string} slug such as `not_found` or `job.completed` */
export function words(slug) {
  const text = slug.replaceAll(/[._-]+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * What a problem of a field is about: of something in a list, the value says more than `profiles.1.linkedin_url`.
 * @param {{ field: string, invalid_value?: unknown }} problem
 */
export function subjectOf({ field, invalid_value }) {
  const isInList = /\.\d+(?:\.|$)/.test(field);
  return isInList && typeof invalid_value === 'string' && invalid_value !== '' ? invalid_value : field;
}

/** Up to two letters for a person. @param {string | null | undefined} name */
export function initials(name) {
  const names = (name ?? '').split(/\s+/).filter(Boolean);
  const letters = names.length > 1 ? [names[0], names.at(-1)] : names;
  return letters.map((part) => [.../** @type {string} */ (part)][0]?.toUpperCase() ?? '').join('');
}
