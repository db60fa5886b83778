import { distance } from 'fastest-levenshtein';

/** Largest edit distance between a name and the choice that is suggested instead. */
const MOST_TYPOS = 3;

/** The choice that was probably meant; null if none is similar. */
export function closest<T extends string>(name: string, choices: readonly T[]): T | null {
  const [nearest] = choices.toSorted((a, b) => distance(name.toLowerCase(), a) - distance(name.toLowerCase(), b));
  if (nearest === undefined) return null;
  return distance(name.toLowerCase(), nearest) <= Math.min(MOST_TYPOS, nearest.length / 2) ? nearest : null;
}
