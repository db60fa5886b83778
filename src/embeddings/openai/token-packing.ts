/** What one request may hold. */
export interface PackingLimits {
  maxItems: number;
  maxTokens: number;
}

/** Splits items into as few groups as their order allows, none over the limits; an item over them stands alone. */
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
