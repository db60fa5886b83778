/** Limits of one request. */
export interface PackingLimits {
  maxItems: number;
  maxTokens: number;
}

/** Splits items, in order, into as few groups within the limits as possible; an item beyond the limits gets its own group. */
export function packByTokens<T extends { tokens: number }>(items: readonly T[], limits: PackingLimits): T[][] {
  const groups: T[][] = [];
  let tokens = 0;
  for (const item of items) {
    const group = groups.at(-1);
    if (group && group.length < limits.maxItems && tokens + item.tokens <= limits.maxTokens) {
      group.push(item);
      tokens += item.tokens;
    } else {
      groups.push([item]);
      tokens = item.tokens;
    }
  }
  return groups;
}
