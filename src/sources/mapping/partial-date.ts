import { datesIn } from './dates-in-text.js';
import { asciiDigits } from './fold.js';
import { monthNamed } from './month-names.js';
import { fields } from './record.js';
import { shortText } from './text.js';

/** A year of the common era, from a number or the first group of four digits in a text. */
export function year(value: unknown): number | null {
  const found = /(?<!\d)[12]\d{3}(?!\d)/.exec(asciiDigits(shortText(value) ?? shortText(fields(value)['year']) ?? ''));
  return found === null ? null : Number(found[0]);
}

/** 1 to 12, from a number or a full or abbreviated name in a language of LinkedIn. */
export function month(value: unknown): number | null {
  const words = asciiDigits(shortText(value) ?? '');
  const number = /^\d{1,2}(?=$|[月월])/.exec(words)?.[0];
  if (number === undefined) return monthNamed(words);
  return Number(number) >= 1 && Number(number) <= 12 ? Number(number) : null;
}

/** `2020-03`, or `2020` without a month; null without a year. */
export function partialDate(ofYear: unknown, ofMonth: unknown): string | null {
  const known = year(ofYear);
  if (known === null) return null;
  const knownMonth = month(ofMonth);
  return knownMonth === null ? String(known) : `${known}-${String(knownMonth).padStart(2, '0')}`;
}

/** A date from a text, a number, or an object with `year` and `month`. */
export function dateFrom(value: unknown): string | null {
  const words = shortText(value);
  if (words !== null) return datesIn(words)[0] ?? null;
  return partialDate(fields(value)['year'], fields(value)['month']);
}
