import { fields } from './record.js';
import { shortText } from './text.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A year of the common era, from a number or the first four digits that stand alone in a text. */
export function year(value: unknown): number | null {
  const found = /(?<!\d)[12]\d{3}(?!\d)/.exec(shortText(value) ?? shortText(fields(value)['year']) ?? '');
  return found === null ? null : Number(found[0]);
}

/** 1 to 12, from a number or an English name, whole or cut short. */
export function month(value: unknown): number | null {
  const words = shortText(value)?.toLowerCase() ?? '';
  const number = /^\d{1,2}$/.test(words) ? Number(words) : MONTHS.indexOf(words.slice(0, 3)) + 1;
  return number >= 1 && number <= 12 ? number : null;
}

/** `2020-03`, or `2020` without a month; null without a year. */
export function partialDate(ofYear: unknown, ofMonth: unknown): string | null {
  const known = year(ofYear);
  if (known === null) return null;
  const knownMonth = month(ofMonth);
  return knownMonth === null ? String(known) : `${known}-${String(knownMonth).padStart(2, '0')}`;
}

const DATE = new RegExp(
  [
    String.raw`(?<![\d-])(?<isoYear>[12]\d{3})[-/.](?<isoMonth>0[1-9]|1[0-2]|[1-9](?!\d))`,
    String.raw`(?<![\d])(?<slashMonth>0?[1-9]|1[0-2])[/.](?<slashYear>[12]\d{3})(?!\d)`,
    String.raw`(?<name>(?:${MONTHS.join('|')})[a-z]*)\.?,?\s+(?:\d{1,2},?\s+)?(?<namedYear>[12]\d{3})(?!\d)`,
    String.raw`(?<!\d)(?<year>[12]\d{3})(?!\d)`,
  ].join('|'),
  'gi',
);

/** Every date in a text, in order. */
export function datesIn(words: string): string[] {
  return [...words.matchAll(DATE)].flatMap(({ groups = {} }) => {
    const found = partialDate(
      groups['isoYear'] ?? groups['slashYear'] ?? groups['namedYear'] ?? groups['year'],
      groups['isoMonth'] ?? groups['slashMonth'] ?? groups['name'],
    );
    return found === null ? [] : [found];
  });
}

/** A date from a text, a number, or an object with `year` and `month`. */
export function dateFrom(value: unknown): string | null {
  const words = shortText(value);
  if (words !== null) return datesIn(words)[0] ?? null;
  return partialDate(fields(value)['year'], fields(value)['month']);
}
