import { html } from '../lib/preact.js';

/**
 * A table that becomes cards on a phone; the roles keep it a table for screen readers there.
 * @param {{
 *   label: string,
 *   columns: { title: string, cell: (row: any) => unknown, class?: string }[],
 *   rows: any[],
 *   keyOf: (row: any) => string | number,
 * }} given
 */
export function Table({ label, columns, rows, keyOf }) {
  return html`
    <table class="cards" aria-label=${label} role="table">
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map((column) => html`<th scope="col" role="columnheader" class=${column.class}>${column.title}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (row) => html`
            <tr role="row" key=${keyOf(row)}>
              ${columns.map(
                (column) => html`
                  <td role="cell" class=${column.class} data-title=${column.title}>
                    <div>${column.cell(row)}</div>
                  </td>
                `,
              )}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}
