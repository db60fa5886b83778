/** Null differs from an empty text. */
export type CopyValue = string | number | boolean | null;

/** Rows for `SqlExecutor.copyIn`. Texts must be storable, see `common/text/storable.ts`. */
export function copyCsv(rows: readonly (readonly CopyValue[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(value: CopyValue): string {
  if (value === null) return '';
  return typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value);
}
