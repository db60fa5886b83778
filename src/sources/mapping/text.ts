import { ExactNumber } from '../../model/exact-number.js';
import { withoutHtml } from './html.js';

/** Ways in which sources spell "nothing". `NA` is none of them: it is Namibia, and a name. */
const NOTHING = /^(?:|n\/a|n\.a\.|null|undefined|none|nan|[-–—]+)$/i;

/** Keys under which a source may put the words when it sends an object in place of a text. */
const WORDS = ['name', 'text', 'value', 'title', 'label', 'url'] as const;

/** The text without what no store can hold (NUL, halves of surrogate pairs), or null where it says nothing. */
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

/** The first of the values that says something. */
export function firstText(...values: unknown[]): string | null {
  return values.map(text).find((words) => words !== null) ?? null;
}

/** Numbers, dates and the like are short; patterns are not let loose on whole essays. */
const MAX_SHORT_TEXT_LENGTH = 200;

export function shortText(value: unknown): string | null {
  const words = text(value);
  return words !== null && words.length <= MAX_SHORT_TEXT_LENGTH ? words : null;
}

/** A text of digits only, as LinkedIn's numbers are. */
export function digits(value: unknown): string | null {
  const words = text(value);
  return words !== null && /^\d+$/.test(words) ? words : null;
}
