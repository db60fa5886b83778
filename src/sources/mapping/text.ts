import { ExactNumber } from '../../model/exact-number.js';
import { withoutHtml } from './html.js';

/** How sources write missing values. `NA` is not included, because it is Namibia, and a name. */
const NOTHING = /^(?:|n\/a|n\.a\.|null|undefined|none|nan|[-–—]+)$/i;

/** Keys of the text if a source sends an object instead. */
const WORDS = ['name', 'text', 'value', 'title', 'label', 'url'] as const;

/** The text without characters that cannot be stored (NUL, lone surrogates); null if it is a missing value. */
export function text(value: unknown): string | null {
  if (typeof value === 'string') return meaningful(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return value.length === 1 ? wordsIn(value[0]) : null;
  return wordsIn(value);
}

function wordsIn(value: unknown): string | null {
  if (typeof value === 'string') return meaningful(value);
  if (typeof value !== 'object' || value === null) return null;
  const words = WORDS.map((key) => (value as Record<string, unknown>)[key]).find((word) => typeof word === 'string');
  return typeof words === 'string' ? meaningful(words) : null;
}

function meaningful(words: string): string | null {
  const clean = withoutHtml(words).replaceAll('\0', '').toWellFormed().trim();
  return NOTHING.test(clean) ? null : clean;
}

/** The first value that is not missing. */
export function firstText(...values: unknown[]): string | null {
  return values.map(text).find((words) => words !== null) ?? null;
}

/** Numbers and dates are short; longer texts are not matched against patterns. */
const MAX_SHORT_TEXT_LENGTH = 200;

export function shortText(value: unknown): string | null {
  const words = text(value);
  return words !== null && words.length <= MAX_SHORT_TEXT_LENGTH ? words : null;
}

/** A text that consists of digits only, like the numeric IDs of LinkedIn. */
export function digits(value: unknown): string | null {
  const words = text(value);
  return words !== null && /^\d+$/.test(words) ? words : null;
}
