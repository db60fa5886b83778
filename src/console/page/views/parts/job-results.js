import { get } from '../../core/api.js';
import { download } from '../../core/download.js';
import { words } from '../../core/format.js';
import { useEvery, usePages } from '../../core/hooks.js';
import { linkTo, outsideLink, path } from '../../core/url.js';
import { isActive } from '../../core/words.js';
import { html } from '../../lib/preact.js';
import { ActionButton, More } from '../../ui/buttons.js';
import { Empty, Loaded } from '../../ui/notices.js';
import { Section } from '../../ui/page.js';
import { Badge } from '../../ui/status.js';
import { Table } from '../../ui/table.js';

const PAGE = 50;

/** The result for each person, in the order of the list. @param {{ job: any }} given */
export function JobResults({ job }) {
  const results = usePages(
    async (cursor, signal) => {
      const page = await get(path`/jobs/${job.job_id}/results`, { limit: PAGE, cursor }, signal);
      const rows = [...page.results, ...page.errors].toSorted((a, b) => a.email_number - b.email_number);
      return { rows, next: page.next_cursor };
    },
    [job.status],
  );
  const isBehind = isActive(job) && !results.isLoading && results.rows?.length < Math.min(job.processed_items, PAGE);
  useEvery(results.reload, isBehind ? 1_500 : null);

  const file = (format) => () =>
    download(path`/jobs/${job.job_id}/results`, { format, bom: format === 'csv' }, `job-${job.job_id}.${format}`);
  return html`
    <${Section}
      title="Results"
      aside=${
        job.processed_items > 0 &&
        html`
        <div class="actions">
          <${ActionButton} busy="Downloading …" run=${file('csv')}>Download CSV</${ActionButton}>
          <${ActionButton} busy="Downloading …" run=${file('ndjson')}>NDJSON</${ActionButton}>
        </div>
      `
      }
    >
      <${Loaded} of=${{ ...results, data: results.rows }}>
        ${(rows) =>
          rows.length === 0
            ? html`<${Empty} title="No results yet">They appear here while the job runs.</${Empty}>`
            : html`
                <${Table} label="Results" columns=${columnsFor(rows)} rows=${rows} keyOf=${(row) => row.email_number} />
                <${More} pages=${results} />
              `}
      </${Loaded}>
    </${Section}>
  `;
}

const COLUMNS = [
  { title: '#', class: 'number index', cell: ({ email_number }) => email_number },
  { title: 'Person', class: 'who', cell: (row) => html`<${Who} row=${row} />` },
  { title: 'Result', cell: (row) => html`<${Outcome} row=${row} />` },
];

/** Includes the first two columns of the list that the job does not use. */
function columnsFor(rows) {
  const names = [...new Set(rows.flatMap(({ custom }) => Object.keys(custom ?? {})))].slice(0, 2);
  return [
    ...COLUMNS,
    ...names.map((name) => ({ title: name, class: 'text', cell: ({ custom }) => custom?.[name] || '–' })),
  ];
}

function Who({ row }) {
  const name = nameIn(row.data) ?? row.email ?? slugOf(row.linkedin_url);
  return html`
    <p>${row.profile_id ? html`<a href=${linkTo(['people', row.profile_id])}>${name}</a>` : name}</p>
    ${row.email && row.email !== name && html`<p class="small muted">${row.email}</p>`}
    ${row.linkedin_url && html`<p class="small"><a class="faint" href=${outsideLink(row.linkedin_url)} rel="noreferrer">${slugOf(row.linkedin_url)}</a></p>`}
  `;
}

/** The name of a person in the data of any source, which have different fields for it. */
function nameIn(data) {
  const person = data?.persons?.[0] ?? data;
  const name = person?.full_name ?? person?.displayName ?? person?.name;
  return typeof name === 'string' && name !== '' ? name : null;
}

const slugOf = (url) => /\/in\/([^/]+)/.exec(url ?? '')?.[1] ?? url ?? '–';

function Outcome({ row }) {
  if (row.success) return html`<${Badge} status=${row.status === 'completed' ? 'found' : row.status} />`;
  return html`
    <span class="badge bad">${words(row.error_type)}</span>
    <p class="small">${row.error}${row.retryable ? ' It can be retried.' : ''}</p>
  `;
}
