import countries from 'i18n-iso-countries';
import { countryKey, ENGLISH_NAMES, namesInAllLanguages } from './country-index.js';
import { shortText } from './text.js';

/** `Federal Republic of`, `Kingdom of the`; what follows is the name. */
const FORM_OF_STATE =
  /^(?:\p{L}+ ){0,3}(?:republic|kingdom|commonwealth|principality|sultanate|grand duchy) of (?:the )?/u;

/**
 * ISO 3166-1 alpha-2 in upper case, from a code or a name; English comes first, then all other languages. Null for an unknown
 * name, or one of several countries.
 */
export function countryCode(value: unknown): string | null {
  const words = shortText(value);
  if (words === null) return null;
  const byName = codeOfName(words) ?? codeOfName(turned(words));
  if (byName !== null) return byName;
  return /^(?:[a-z]{2,3}|[A-Z]{2,3})$/.test(words) && countries.isValid(words)
    ? (countries.toAlpha2(words.toUpperCase()) ?? null)
    : null;
}

function codeOfName(name: string): string | null {
  const key = countryKey(name);
  if (/^[a-z]{0,3}$/.test(key)) return ENGLISH_NAMES.get(key) ?? null;
  if (ENGLISH_NAMES.has(key)) return ENGLISH_NAMES.get(key) ?? null;
  const bare = key.replace(FORM_OF_STATE, '');
  if (bare !== key && ENGLISH_NAMES.has(bare)) return ENGLISH_NAMES.get(bare) ?? null;
  return namesInAllLanguages().get(key) ?? null;
}

/** `Congo, Democratic Republic of the` and `Iran (Islamic Republic of)` in natural word order. */
function turned(name: string): string {
  const [first = '', ...rest] = name.split(/[,(]/);
  return rest.length === 1 ? `${rest[0]} ${first}` : name;
}
