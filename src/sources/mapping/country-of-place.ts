import { countryCode } from './country.js';
import { countryKey } from './country-index.js';
import { shortText } from './text.js';

/** Separators between the parts of a place, including Arabic, Chinese and Japanese commas. */
const BETWEEN_PARTS = /[,،，、;|·•]/;
/** Abbreviations of up to three letters may be states; these are countries. */
const SURE_ABBREVIATIONS: ReadonlySet<string> = new Set(['usa', 'u s a', 'u s', 'uk', 'u k', 'uae', 'u a e']);

/** Larger towns of the state of Georgia and of the country; none is in both. Written by hand: a missing town leaves the country unknown. */
const TOWNS_OF_GEORGIA: Readonly<Record<string, 'US' | 'GE'>> = {
  ...townsIn('US', ['atlanta', 'columbus', 'augusta', 'macon', 'savannah', 'athens', 'sandy springs', 'south fulton']),
  ...townsIn('US', ['roswell', 'johns creek', 'warner robins', 'albany', 'alpharetta', 'marietta', 'stonecrest']),
  ...townsIn('US', ['smyrna', 'valdosta', 'dunwoody', 'brookhaven', 'gainesville', 'peachtree corners', 'newnan']),
  ...townsIn('US', [
    'milton',
    'mableton',
    'rome',
    'dalton',
    'duluth',
    'kennesaw',
    'lawrenceville',
    'decatur',
    'cumming',
  ]),
  ...townsIn('US', ['suwanee', 'norcross', 'peachtree city', 'woodstock', 'canton', 'statesboro', 'buford', 'tucker']),
  ...townsIn('GE', ['tbilisi', 'batumi', 'kutaisi', 'rustavi', 'gori', 'zugdidi', 'poti', 'khashuri', 'samtredia']),
  ...townsIn('GE', ['senaki', 'telavi', 'mtskheta', 'ozurgeti', 'kobuleti', 'akhaltsikhe', 'borjomi', 'sukhumi']),
};

function townsIn(country: 'US' | 'GE', towns: readonly string[]): Record<string, 'US' | 'GE'> {
  return Object.fromEntries(towns.map((town) => [town, country]));
}

/** The country of a member, from the country field or the end of the place: `Palo Alto, California, United States`. */
export function countryOfPlace({
  country,
  city,
  location,
}: Record<'country' | 'city' | 'location', unknown>): string | null {
  const parts = partsOf(location);
  const code = countryCode(country);
  if (code !== null) return code === 'GE' && countryOfGeorgia([city, ...parts]) === 'US' ? 'US' : code;
  const last = parts.at(-1) ?? '';
  const key = countryKey(last);
  if (key === 'georgia') return countryOfGeorgia([city, ...parts.slice(0, -1)]);
  if (/^[\p{Script=Latin}\s]{0,3}$/u.test(key) && !SURE_ABBREVIATIONS.has(key)) return null;
  return countryCode(last);
}

function partsOf(location: unknown): string[] {
  return (shortText(location) ?? '').split(BETWEEN_PARTS).map((part) => part.trim());
}

/** Georgia is a state of the United States and a country; only the town distinguishes them. */
function countryOfGeorgia(parts: readonly unknown[]): 'US' | 'GE' | null {
  const towns = parts.map((part) =>
    countryKey(shortText(part) ?? '').replace(/^greater | (?:metropolitan )?area$/g, ''),
  );
  const found = new Set(towns.flatMap((town) => new Map(Object.entries(TOWNS_OF_GEORGIA)).get(town) ?? []));
  return found.size === 1 ? ([...found][0] ?? null) : null;
}
