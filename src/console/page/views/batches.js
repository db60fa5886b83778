import { call, get } from '../core/api.js';
import { shortId } from '../core/format.js';
import { useAction, usePages } from '../core/hooks.js';
import { linkTo } from '../core/url.js';
import { html, useState } from '../lib/preact.js';
import { More } from '../ui/buttons.js';
import { Field } from '../ui/fields.js';
import { Empty, Loaded, Problem } from '../ui/notices.js';
import { Page, Section } from '../ui/page.js';
import { ProgressBar } from '../ui/progress.js';
import { Badge } from '../ui/status.js';
import { Table } from '../ui/table.js';
import { Ago } from '../ui/time.js';

const MOST = 10;
const ROLES = ['CTO', 'CIO', 'CISO'];

export const Batches = () => html`
  <${Page} title="Look up URLs" lead=${html`Up to ${MOST} people by their LinkedIn URLs. For more, <a href="#/upload">upload a list</a>.`}>
    <${NewBatch} />
    <${EarlierBatches} />
  </${Page}>
`;

function NewBatch() {
  const [text, setText] = useState('');
  const [role, setRole] = useState('CTO');
  const [hasCompanies, setHasCompanies] = useState(true);
  const urls = [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
  const start = useAction(async () => {
    const item = (linkedin_url) => ({ linkedin_url, suggested_role: role, include_companies: hasCompanies });
    const body = { profiles: urls.map(item) };
    const headers = { Prefer: 'respond-async' };
    const { batch_id } = await call('POST', '/api/v1/profiles/batch-enhanced', { body, headers });
    location.hash = linkTo(['batches', batch_id]);
  });
  const submit = (event) => {
    event.preventDefault();
    void start.run();
  };
  const isTooLong = urls.length > MOST;
  return html`
    <form class="card" onSubmit=${submit}>
      <${Field} label="LinkedIn URLs" hint=${isTooLong ? `${urls.length} URLs: enter at most ${MOST}` : `${urls.length} of ${MOST}, one per line`}>
        <textarea
          rows="5"
          spellcheck="false"
          placeholder="https://www.linkedin.com/in/jane-doe/"
          value=${text}
          onInput=${(event) => setText(event.target.value)}
        ></textarea>
      </${Field}>
      <div class="fields">
        <${Field} label="Role" hint="Stored with each person">
          <select onChange=${(event) => setRole(event.target.value)}>
            ${ROLES.map((name) => html`<option selected=${name === role}>${name}</option>`)}
          </select>
        </${Field}>
        <label class="check">
          <input type="checkbox" checked=${hasCompanies} onChange=${(event) => setHasCompanies(event.target.checked)} />
          Look up their companies too
        </label>
      </div>
      <p><button class="primary" disabled=${start.isBusy || urls.length === 0 || isTooLong}>${start.isBusy ? 'Starting …' : 'Look up'}</button></p>
      <${Problem} error=${start.error} />
    </form>
  `;
}

const COLUMNS = [
  { title: 'Batch', cell: ({ batch_id }) => html`<a href=${linkTo(['batches', batch_id])}>${shortId(batch_id)}</a>` },
  { title: 'Status', cell: ({ status }) => html`<${Badge} status=${status} />` },
  {
    title: 'Progress',
    class: 'wide',
    cell: ({ progress: { done, failed, total } }) => html`
      <div class="job-progress">
        <${ProgressBar}
          done=${done}
          failed=${failed}
          total=${total}
          label="Progress"
          tone=${done === total ? 'good' : 'busy'}
        />
        <span class="small muted">${done} of ${total} done${failed > 0 ? `, ${failed} failed` : ''}</span>
      </div>
    `,
  },
  { title: 'Created', cell: ({ created_at }) => html`<${Ago} at=${created_at} />` },
];

function EarlierBatches() {
  const batches = usePages(async (cursor, signal) => {
    const page = await get('/api/v1/profiles/batches', { limit: 20, cursor }, signal);
    return { rows: page.data, next: page.pagination.next_cursor };
  });
  return html`
    <${Section} title="Earlier batches">
      <${Loaded} of=${{ ...batches, data: batches.rows }}>
        ${(rows) =>
          rows.length === 0
            ? html`<${Empty} title="No batch yet">Paste URLs above to begin.</${Empty}>`
            : html`
                <${Table} label="Batches" columns=${COLUMNS} rows=${rows} keyOf=${(row) => row.batch_id} />
                <${More} pages=${batches} />
              `}
      </${Loaded}>
    </${Section}>
  `;
}
