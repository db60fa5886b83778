import { fold } from './fold.js';
import { LINKEDIN_LOCALES } from './linkedin-locales.js';

/** Shorter abbreviations are ambiguous. */
const SHORTEST_CUT = 3;

let exact: Map<string, number | null> | undefined;
let cut: Map<string, number | null> | undefined;

/** 1 to 12 for the name of a month in a language of LinkedIn, full or abbreviated; null if it is ambiguous. */
export function monthNamed(name: string): number | null {
  const plain = plainName(fold(name));
  exact ??= indexOf(namesOfAllLocales());
  // Hebrew writes "in March" as one word.
  const found = exact.get(plain) ?? exact.get(plain.replace(/^ב/, ''));
  if (found !== undefined && found !== null) return found;
  cut ??= indexOf(
    namesOfAllLocales().flatMap(([whole, month]) =>
      cutsOf(plainName(whole)).map((one): [string, number] => [one, month]),
    ),
  );
  return exact.has(plain) ? null : (cut.get(plain) ?? null);
}

function plainName(name: string): string {
  return name.replace(/\.$/, '');
}

function indexOf(names: readonly [string, number][]): Map<string, number | null> {
  const index = new Map<string, number | null>();
  for (const [name, month] of names) {
    const key = plainName(name);
    const other = index.get(key);
    index.set(key, other === undefined || other === month ? month : null);
  }
  return index;
}

function cutsOf(name: string): string[] {
  return Array.from({ length: Math.max(0, name.length - SHORTEST_CUT) }, (_, at) => name.slice(0, at + SHORTEST_CUT));
}

/** Some languages inflect month names next to a day or a year. */
const FORMS: readonly Intl.DateTimeFormatOptions[] = (['long', 'short'] as const).flatMap((month) => [
  { month },
  { month, year: 'numeric' as const },
  { month, year: 'numeric' as const, day: 'numeric' as const },
]);

function namesOfAllLocales(): [string, number][] {
  return LINKEDIN_LOCALES.flatMap((locale) => FORMS.flatMap((form) => namesIn(locale, form)));
}

function namesIn(locale: string, form: Intl.DateTimeFormatOptions): [string, number][] {
  const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory-nu-latn`, { ...form, timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, at) => at + 1).flatMap((month): [string, number][] => {
    const parts = format.formatToParts(Date.UTC(2020, month - 1, 15));
    const name = fold(parts.find(({ type }) => type === 'month')?.value ?? '');
    return /\d/.test(name) || name === '' ? [] : [[name, month]];
  });
}
