/** Factor by which each window is larger than the previous one. */
const GROWTH = 4;

/**
 * Reads rows of a job in the order of their numbers, up to a limit, one window of numbers after another. If all items have ended,
 * the first window contains a whole page. Without windows, Postgres would read and sort the whole job while the table has no statistics.
 */
export async function scanInGrowingWindows<Row>(
  { after, total, limit }: { after: number; total: number; limit: number },
  read: (after: number, to: number, limit: number) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let from = after;
  for (let length = limit; from < total && rows.length < limit; length *= GROWTH) {
    const to = Math.min(from + length, total);
    rows.push(...(await read(from, to, limit - rows.length)));
    from = to;
  }
  return rows;
}
