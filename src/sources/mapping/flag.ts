import { text } from './text.js';

/** Null if it is neither yes nor no. */
export function flag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const words = text(value)?.toLowerCase() ?? '';
  if (['true', 'yes', 'y', '1'].includes(words)) return true;
  return ['false', 'no', 'n', '0'].includes(words) ? false : null;
}
