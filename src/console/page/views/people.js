import { post } from '../core/api.js';
import { download } from '../core/download.js';
import { counted, number } from '../core/format.js';
import { usePages } from '../core/hooks.js';
import { html, useState } from '../lib/preact.js';
import { ActionButton, More } from '../ui/buttons.js';
import { Empty, Loaded, Notice } from '../ui/notices.js';
import { Page } from '../ui/page.js';
import { PersonLine } from '../ui/person.js';
import { filterOf, PeopleForm } from './parts/people-form.js';

const PAGE = 20;
const FIELDS = ['id', 'name', 'position', 'location', 'city', 'current_company', 'suggested_role'];

export function People({ hasKey }) {
  const [search, setSearch] = useState({ query: '', mode: 'hybrid', conditions: {} });
  const filter = filterOf(search.conditions);
  const query = search.query.trim() || undefined;
  const [answer, setAnswer] = useState(null);
  const found = usePages(
    async (cursor) => {
      const body = { query, filter, cursor, mode: search.mode, limit: PAGE, fields: FIELDS };
      const page = await post('/api/v1/profiles/search', body);
      setAnswer(page);
      return { rows: page.data, next: page.pagination.next_cursor };
    },
    [JSON.stringify(search)],
  );

  const save = () => download('/api/v1/profiles/export', { format: 'csv', bom: true, filter }, 'people.csv');
  return html`
    <${Page} title="People" lead="All stored people. Describe who you are looking for, filter, or both.">
      <${PeopleForm} search=${search} onSearch=${setSearch} hasKey=${hasKey} />
      ${answer?.warnings.map(({ error }) => html`<${Notice} tone="warn" title=${error} />`)}
      <${Loaded} of=${{ ...found, data: found.rows }}>
        ${(rows) =>
          rows.length === 0
            ? html`<${NoPeople} isFiltered=${query !== undefined || filter !== undefined} />`
            : html`
                <div class="found-head">
                  <p class="muted" role="status">${totalText(answer, query)}</p>
                  ${!query && html`<${ActionButton} busy="Downloading …" run=${save}>Download CSV</${ActionButton}>`}
                </div>
                <ol class="people" aria-busy=${String(found.isLoading)}>
                  ${rows.map((hit) => html`<li key=${hit.profile.id}><${Hit} hit=${hit} isRanked=${Boolean(query)} /></li>`)}
                </ol>
                <${More} pages=${found} />
              `}
      </${Loaded}>
    </${Page}>
  `;
}

/** A search by meaning ranks all people who match the filter, so their count says nothing about the query. */
function totalText(answer, query) {
  if (answer === null) return '';
  const { total, mode } = answer;
  if (query && mode !== 'lexical') return 'Best matches first';
  return typeof total === 'number' ? counted(total, 'person', 'people') : `More than ${number(total.value)} people`;
}

function Hit({ hit: { profile, score, reasons }, isRanked }) {
  return html`
    <${PersonLine} person=${profile}>
      ${reasons.slice(0, 2).map(({ field, snippet }) => html`<p class="small reason"><span>${field.replaceAll('_', ' ')}</span> ${snippet}</p>`)}
    </${PersonLine}>
    ${isRanked && html`<meter class="score" min="0" max="1" value=${score} title=${`Score ${score.toFixed(2)}`} aria-label="Score"></meter>`}
  `;
}

function NoPeople({ isFiltered }) {
  return isFiltered
    ? html`<${Empty} title="No matches">Use fewer words, or remove a filter.</${Empty}>`
    : html`
        <${Empty} title="No people yet">
          <a href="#/upload">Upload a list</a>, or <a href="#/batches">look up a few URLs</a>. People who are found appear here.
        </${Empty}>
      `;
}
