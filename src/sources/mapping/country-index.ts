import countries from 'i18n-iso-countries';
import { COMMON_NAMES, OF_OTHER_PLACES, OF_SEVERAL_COUNTRIES } from './country-names.js';
import { fold } from './fold.js';
import { LINKEDIN_LOCALES } from './linkedin-locales.js';

const CODES = Object.keys(countries.getAlpha2Codes());
/** Shorter names keep their accents: without them `Mỹ` (the United States in Vietnamese) would be `my`. */
const SHORTEST_PLAIN_NAME = 4;

/** The normalized spelling of a name: `Côte d’Ivoire`, `COTE D'IVOIRE`; `Trinidad & Tobago`; `St. Lucia`. */
export function countryKey(name: string): string {
  const folded = withoutPunctuation(fold(name));
  return folded.length >= SHORTEST_PLAIN_NAME ? folded : withoutPunctuation(name.toLowerCase());
}

function withoutPunctuation(name: string): string {
  return name
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{M}\p{Nd}]+/gu, ' ')
    .trim()
    .replace(/\bst(?=\s)/g, 'saint')
    .replace(/^the /, '');
}

export const ENGLISH_NAMES = new Map<string, string | null>([
  ...indexOf(['en']),
  ...Object.entries(COMMON_NAMES),
  ...[...OF_SEVERAL_COUNTRIES].map((name): [string, null] => [name, null]),
]);

let inAllLanguages: Map<string, string | null> | undefined;

/** Null for a name of different countries in different languages. Created at the first use, which takes some tenths of a second. */
export function namesInAllLanguages(): Map<string, string | null> {
  inAllLanguages ??= new Map([
    ...indexOf([...countries.getSupportedLanguages(), ...LINKEDIN_LOCALES]),
    ...[...OF_OTHER_PLACES].map((name): [string, null] => [name, null]),
  ]);
  return inAllLanguages;
}

function indexOf(languages: readonly string[]): Map<string, string | null> {
  const index = new Map<string, string | null>();
  for (const [name, code] of languages.flatMap((language) => [...isoNames(language), ...cldrNames(language)])) {
    const key = countryKey(name);
    const known = index.get(key);
    index.set(key, known === undefined || known === code ? code : null);
  }
  return index;
}

function isoNames(language: string): [string, string][] {
  if (!countries.getSupportedLanguages().includes(language)) return [];
  return Object.entries(countries.getNames(language, { select: 'all' })).flatMap(([code, names]) =>
    names.map((name): [string, string] => [name, code]),
  );
}

function cldrNames(language: string): [string, string][] {
  return (['long', 'short'] as const).flatMap((style) => {
    const names = new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' });
    return CODES.flatMap((code): [string, string][] => {
      const name = names.of(code);
      return name === undefined ? [] : [[name, code]];
    });
  });
}
