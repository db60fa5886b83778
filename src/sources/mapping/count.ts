import { areCountNouns } from './count-noun.js';
import { fold } from './fold.js';
import { factorOf } from './number-unit.js';
import { shortText } from './text.js';

/** A number, its unit, and what is counted: `~1.2 million+ followers`. Matches without backtracking. */
const NUMBER = /^(?:[~>≈+]|over |about |more than |approx\.? )?\s*(\d[\d.,٫٬'’\s]*)(.*)$/u;
/** Chinese, Japanese and Korean have no blank after the unit. */
const UNIT = /^([万萬億亿천만억]|[\p{L}\p{M}॰]+\.?)\s?(.*)$/u;
/** Maximum of an integer column. */
const MAX_POSTGRES_INTEGER = 2_147_483_647;

/**
 * A whole number from 0; null if the value is not a number (`51-200`, `many`), or ambiguous (`1,5`, `12 B`).
 */
export function count(value: unknown): number | null {
  const number = typeof value === 'number' ? Math.floor(value) : countIn(fold(shortText(value) ?? ''));
  return number !== null && number >= 0 && number <= MAX_POSTGRES_INTEGER ? number : null;
}

function countIn(words: string): number | null {
  const [, written = '', rest = ''] = NUMBER.exec(words) ?? [];
  const number = written.trimEnd();
  const { factor, nouns } = factorAndNouns(rest, number !== written);
  if (factor === null || !areCountNouns(nouns)) return null;
  return factor === 1 ? wholeNumber(number) : multiplied(number, factor);
}

function factorAndNouns(rest: string, spaced: boolean): { factor: number | null; nouns: string } {
  const plain = rest.replace(/^\+\s*/, '');
  if (plain !== rest || plain === '' || areCountNouns(plain)) return { factor: 1, nouns: plain };
  const [, first = '', others = ''] = UNIT.exec(plain) ?? [];
  const [, second = '', further = ''] = UNIT.exec(others) ?? [];
  // `mil millones` and `de mii` are units of two words.
  const ofTwo = second === '' ? null : factorOf(`${first} ${second}`, spaced);
  if (ofTwo !== null) return { factor: ofTwo, nouns: withoutPlus(further) };
  return { factor: factorOf(first, spaced), nouns: withoutPlus(others) };
}

/** `10K+`; and the `de` of `10 mil de seguidores`. */
function withoutPlus(words: string): string {
  return words.replace(/^\+/, '').replace(/^\s*de /, '');
}

const PLAIN = /^\d+$/;
/** Groups of three with one separator throughout, or Indian ones: `1,20,000`. Counts have no fractions: `1.234` is 1234. */
const GROUPED = /^\d{1,3}(?:([.,٬'’\s])\d{3})(?:\1\d{3})*$/u;
const INDIAN = /^\d{1,2}(?:,\d{2})+,\d{3}$/;
/** Fractions that cannot be a group of three digits: as written by programs, or after groups. */
const WITH_FRACTION = /^(\d+|\d{1,3}(?:[,٬'\s]\d{3})+)\.(?:\d{1,2}|\d{4,})$|^(\d{1,3}(?:[.'\s]\d{3})+),\d{1,2}$/u;

function wholeNumber(written: string): number | null {
  if (PLAIN.test(written)) return Number(written);
  if (GROUPED.test(written) || INDIAN.test(written)) return digitsOf(written);
  const [, beforePoint, beforeComma] = WITH_FRACTION.exec(written) ?? [];
  const whole = beforePoint ?? beforeComma;
  return whole === undefined ? null : digitsOf(whole);
}

/** Before a unit, one or two digits after a point or comma are a fraction; three may be a group. */
function multiplied(written: string, factor: number): number | null {
  if (PLAIN.test(written)) return Number(written) * factor;
  const [, whole, fraction] = /^(\d+)[.,٫](\d{1,2})$/u.exec(written) ?? [];
  return whole === undefined ? null : Math.round(Number(`${whole}.${fraction}`) * factor);
}

function digitsOf(written: string): number {
  return Number(written.replace(/\D/g, ''));
}
