type Times = 'fetched_at' | 'created_at' | 'updated_at';

/** What is stored, as its row comes in JSON: times are text, and `seq` is its place in lists. */
export type StoredRow<Stored extends Record<Times, Date>> = Omit<Stored, Times> &
  Record<Times, string> & { seq: number };

export function toStored<Row extends Record<Times, string> & { seq: number }>({ seq: _seq, ...row }: Row) {
  return {
    ...row,
    fetched_at: new Date(row.fetched_at),
    created_at: new Date(row.created_at),
    updated_at: new Date(row.updated_at),
  };
}
