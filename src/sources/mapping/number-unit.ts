import { fold } from './fold.js';
import { LINKEDIN_LOCALES } from './linkedin-locales.js';

/** The same in all languages. (In Indonesian `M` is a thousand million, but no count is that large.) */
const EVERYWHERE: readonly [string, number][] = [
  ['k', 1e3],
  ['m', 1e6],
  ['bn', 1e9],
  ['lakhs', 1e5],
  ['crores', 1e7],
  ['lac', 1e5],
];

let known: Map<string, number | null> | undefined;

/**
 * What `K`, `mil`, `Mio.`, `lakh` or `万` multiplies by, as abbreviated in the locales of LinkedIn. Null if it is not a unit, or
 * ambiguous: `12 B` are thousands in Turkish, and in English a careless spelling of `12B`. `spaced` tells whether there is a blank before it, as there is in Turkish.
 */
export function factorOf(unit: string, spaced: boolean): number | null {
  known ??= unitsOfAllLocales();
  const spellings = unit.endsWith('.') ? [unit, unit.slice(0, -1)] : [unit, `${unit}.`];
  const [first, second] = [keyOf(unit, spaced), keyOf(unit, !spaced)];
  for (const key of [first, second, ...spellings.flatMap((one) => [keyOf(one, spaced), keyOf(one, !spaced)])]) {
    const factor = known.get(key);
    if (factor !== undefined) return factor;
  }
  return null;
}

function keyOf(unit: string, spaced: boolean): string {
  return `${spaced ? ' ' : ''}${unit}`;
}

function unitsOfAllLocales(): Map<string, number | null> {
  const units = new Map<string, number | null>();
  for (const [unit, factor] of LINKEDIN_LOCALES.flatMap((locale) => [
    ...unitsOf(locale, 'short'),
    ...unitsOf(locale, 'long'),
  ])) {
    const other = units.get(unit);
    units.set(unit, other === undefined || other === factor ? factor : null);
  }
  return new Map<string, number | null>([
    ...units,
    [keyOf('b', true), null],
    ...EVERYWHERE.flatMap(([unit, factor]) => [true, false].map((spaced) => [keyOf(unit, spaced), factor] as const)),
  ]);
}

function unitsOf(locale: string, compactDisplay: 'short' | 'long'): [string, number][] {
  const format = new Intl.NumberFormat(`${locale}-u-nu-latn`, {
    notation: 'compact',
    compactDisplay,
    maximumFractionDigits: 1,
    useGrouping: false,
  });
  // Languages have forms for one, two, a few, many, and for fractions.
  const numbers = [3, 4, 5, 6, 7, 8, 9].flatMap((power) => [1, 1.5, 2, 3, 5].map((digit) => digit * 10 ** power));
  return numbers.flatMap((number): [string, number][] => {
    const parts = format.formatToParts(number);
    const at = parts.findIndex(({ type }) => type === 'compact');
    const integer = parts.find(({ type }) => type === 'integer');
    const fraction = parts.find(({ type }) => type === 'fraction')?.value ?? '0';
    if (at < 0 || integer === undefined) return [];
    const spaced = parts[at - 1]?.type === 'literal';
    return [[keyOf(fold(parts[at]?.value ?? ''), spaced), Math.round(number / Number(`${integer.value}.${fraction}`))]];
  });
}
