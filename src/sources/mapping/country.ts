import countries from 'i18n-iso-countries';
import { shortText } from './text.js';

/** Names that people use and the list of ISO 3166 does not. */
const COMMON_NAMES: Readonly<Record<string, string>> = {
  uk: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  'u.k.': 'GB',
  america: 'US',
  'the united states': 'US',
  'the united states of america': 'US',
  korea: 'KR',
  'hong kong sar': 'HK',
  macau: 'MO',
  'macao sar': 'MO',
  holland: 'NL',
  'republic of ireland': 'IE',
  'united republic of tanzania': 'TZ',
  'viet nam': 'VN',
  palestine: 'PS',
  'ivory coast': 'CI',
  burma: 'MM',
};

/** ISO 3166-1 alpha-2 in upper case, from a code or an English name; null where it is neither. */
export function countryCode(value: unknown): string | null {
  const words = shortText(value);
  if (words === null) return null;
  const common = new Map(Object.entries(COMMON_NAMES)).get(words.toLowerCase());
  if (common !== undefined) return common;
  if (/^[a-z]{2,3}$/i.test(words) && countries.isValid(words)) return countries.toAlpha2(words.toUpperCase()) ?? null;
  return countries.getAlpha2Code(words, 'en') ?? countries.getSimpleAlpha2Code(words, 'en') ?? null;
}
