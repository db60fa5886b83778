import { fileSize, counted, number } from '../../core/format.js';
import { COLUMN } from '../../core/words.js';
import { html } from '../../lib/preact.js';
import { Notice } from '../../ui/notices.js';
import { Section } from '../../ui/page.js';
import { Table } from '../../ui/table.js';

/**
 * Counts of the file, and the estimate of its cost.
 * @param {{ file: File, read: any, children: unknown }} given
 */
export function UploadSummary({ file, read: { list, estimate }, children }) {
  return html`
    <${Section} title=${file.name} class="stack" aside=${html`<span class="muted small">${fileSize(file.size)}</span>`}>
      <p class="verdict">
        ${counted(list.total_items, 'person', 'people')} from ${counted(list.rows_read, 'row')}${leftOut(list)}
      </p>
      <${Estimate} of=${estimate} />
      ${list.warning && html`<${Notice} tone="warn" title=${list.warning} />`} ${children}
    </${Section}>
  `;
}

/**
 * How each column is used, and the rows that are left out.
 * @param {{ read: any, columns: Record<string, string | null>, onColumns: (columns: any) => void }} given
 */
export function UploadColumns({ read: { list }, columns, onColumns }) {
  const change = (name) => (as) => onColumns({ ...columns, [name]: as });
  return html`
    ${list.invalid_rows.length > 0 && html`<${LeftOut} list=${list} />`}
    <${Section} title="Columns">
      <p class="hint">Columns that are not used are still returned with the results.</p>
      <${Table}
        label="Columns"
        keyOf=${(column) => column.name}
        rows=${list.columns}
        columns=${[
          { title: 'In your file', class: 'middle', cell: ({ name }) => name },
          { title: 'Used as', cell: (column) => html`<${Use} column=${column} onChange=${change(column.name)} />` },
        ]}
      />
    </${Section}>
  `;
}

function leftOut({ duplicates_removed, invalid_count }) {
  const parts = [
    duplicates_removed > 0 && counted(duplicates_removed, 'duplicate'),
    invalid_count > 0 && `${counted(invalid_count, 'row')} left out`,
  ].filter(Boolean);
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

function Estimate({ of: { from_store, known_misses, suppressed, to_fetch, worst_cost } }) {
  const rows = [
    ['To look up', to_fetch],
    ['Stored and recent enough', from_store],
    ['Recently not found', known_misses],
    ['Suppressed, never looked up', suppressed],
    ['Maximum credits', worst_cost],
  ].filter(([name, count]) => count > 0 || name === 'To look up' || name === 'Maximum credits');
  return html`
    <dl class="figures small-figures">
      ${rows.map(
        ([name, count]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${number(count)}</dd>
          </div>`,
      )}
    </dl>
  `;
}

function Use({ column: { name, as }, onChange }) {
  return html`
    <select
      aria-label=${`Use of ${name}`}
      value=${as ?? ''}
      onChange=${(event) => onChange(event.target.value || null)}
    >
      <option value="">Not used</option>
      ${Object.entries(COLUMN).map(
        ([value, text]) => html`<option value=${value} selected=${value === as}>${text}</option>`,
      )}
    </select>
  `;
}

function LeftOut({ list: { invalid_rows, invalid_count } }) {
  const isCut = invalid_count > invalid_rows.length;
  return html`
    <${Section} title="Rows that are left out">
      <p class="hint">
        ${isCut ? `The first ${invalid_rows.length} of ${number(invalid_count)}. ` : ''}Correct them in the file and choose it
        again, or start without them.
      </p>
      <${Table}
        label="Rows that are left out"
        keyOf=${(row) => row.row}
        rows=${invalid_rows}
        columns=${[
          { title: 'Row', class: 'number', cell: ({ row }) => number(row) },
          { title: 'Value', cell: ({ value }) => html`<code>${value}</code>` },
          { title: 'Reason', cell: ({ reason }) => reason },
        ]}
      />
    </${Section}>
  `;
}
