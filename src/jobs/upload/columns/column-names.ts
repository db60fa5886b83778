/** In characters; the rest of a longer name is cut off. */
const MAX_NAME = 200;

/** Names that tell the columns apart: those without a name get their number, repeated ones a number in brackets. */
export function distinctNames(given: readonly string[]): string[] {
  const used = new Set<string>();
  const counts = new Map<string, number>();
  return given.map((name, index) => {
    const wanted = name.trim().slice(0, MAX_NAME).toWellFormed() || numberedColumn(index);
    let distinct = wanted;
    let count = counts.get(wanted) ?? 1;
    while (used.has(distinct)) distinct = `${wanted} (${(count += 1)})`;
    counts.set(wanted, count);
    used.add(distinct);
    return distinct;
  });
}

export function numberedColumn(index: number): string {
  return `Column ${index + 1}`;
}
