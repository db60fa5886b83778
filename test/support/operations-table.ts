import type { DocumentedOperation } from './documented-operations.js';

export interface ExecutedOperation extends DocumentedOperation {
  /** Status of what Swagger UI sends without any change. */
  shown: number;
}

/** Markdown that says how each operation answered. */
export function operationsTable(executed: readonly ExecutedOperation[]): string {
  const rows = executed
    .toSorted((one, other) => one.path.localeCompare(other.path, 'en') || one.method.localeCompare(other.method, 'en'))
    .map(({ id, method, path, shown }) => [`\`${method.toUpperCase()} ${path}\``, `\`${id}\``, String(shown)]);
  const header = ['operation', 'ID', 'status'];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [
    '# Operations in Swagger UI',
    '',
    'Each operation was run in a browser: "Try it out", then "Execute", with nothing changed. 404 stands for an ID that has to be pasted.',
    'For `uploadJob`, `examples/people.csv` was chosen as the file. `streamEvents` does not end, so Swagger UI shows nothing of it, and only the status was waited for.',
    'A test runs them again and compares this table; `UPDATE_DOCS=true TEST_EXTENT=full npm test -- test/browser/swagger-ui.spec.ts` writes it.',
    '',
    line(header),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...rows.map(line),
    '',
  ].join('\n');
}
