/** How much longer each window is than the one before. */
const GROWTH = 4;

/**
 * Rows of a job in the order of their numbers, so many at most, read one window of numbers after another. Where all
 * e-mails ended the first window has a whole page; and no statement reads and sorts the whole job, which is what Postgres
 * does for the first rows of a table that it has no statistics of.
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
