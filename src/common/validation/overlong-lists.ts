import { constraintsOf } from './constraints.js';

/**
 * Cuts lists that are too long to just one item too many, and those items to nothing, so that checking half a million
 * items costs no more than saying that there are too many.
 */
export function cutOverlongLists(sent: Record<string, unknown>, dto: object): Record<string, unknown> {
  const cut = { ...sent };
  for (const [property, value] of Object.entries(sent)) {
    if (!Array.isArray(value)) continue;
    const longest = constraintsOf(dto, property).get('arrayMaxSize')?.bound;
    if (typeof longest === 'number' && value.length > longest) cut[property] = Array(longest + 1).fill(null);
  }
  return cut;
}
