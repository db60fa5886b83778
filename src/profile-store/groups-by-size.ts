/** Splits items, in order, into groups of at most `count` items and `size` in total; a larger item gets its own group. */
export function groupsBySize<T>(
  values: readonly T[],
  sizeOf: (value: T) => number,
  most: { count: number; size: number },
): T[][] {
  const groups: T[][] = [];
  let sum = Infinity;
  for (const value of values) {
    const size = sizeOf(value);
    const group = groups.at(-1);
    if (group && group.length < most.count && sum + size <= most.size) {
      group.push(value);
      sum += size;
    } else {
      groups.push([value]);
      sum = size;
    }
  }
  return groups;
}
