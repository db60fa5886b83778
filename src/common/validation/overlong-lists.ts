import { constraintsOf } from './constraints.js';

/**
 * Truncates lists that are too long to one item too many, and replaces their items with null, so that validating half a
 * million items costs no more than reporting that there are too many.
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
