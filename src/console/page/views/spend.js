import { get } from '../core/api.js';
import { number, shortId } from '../core/format.js';
import { useLoad } from '../core/hooks.js';
import { linkTo } from '../core/url.js';
import { html } from '../lib/preact.js';
import { Empty, Loaded } from '../ui/notices.js';
import { Page, Section } from '../ui/page.js';
import { JobBadge } from '../ui/status.js';
import { Table } from '../ui/table.js';
import { Ago } from '../ui/time.js';

/** Credits that sources have billed, by source and key, and those that are left. */
export function Spend() {
  const metrics = useLoad((signal) => get('/system/metrics', {}, signal));
  const health = useLoad((signal) => get('/system/health', {}, signal));
  const jobs = useLoad((signal) => get('/jobs/recent', { limit: 100 }, signal));
  return html`
    <${Page} title="Spend" lead="Credits that the sources have billed since counting began.">
      <${Loaded} of=${metrics}>${({ credits }) => html`<${Credits} credits=${credits} />`}</${Loaded}>
      <${Loaded} of=${health}>${({ components }) => html`<${Accounts} components=${components} />`}</${Loaded}>
      <${Section} title="Most expensive jobs">
        <p class="hint">Among the latest 100 jobs.</p>
        <${Loaded} of=${jobs}>${(list) => html`<${Expensive} jobs=${list} />`}</${Loaded}>
      </${Section}>
    </${Page}>
  `;
}

function Credits({ credits }) {
  if (credits === null)
    return html`<${Empty} title="The credits cannot be read now">Try again when the database is available.</${Empty}>`;
  const total = credits.reduce((sum, row) => sum + row.credits, 0);
  if (total === 0) {
    return html`<${Empty} title="Nothing was billed yet">The sandbox and stored people cost nothing.</${Empty}>`;
  }
  return html`
    <div class="columns even">
      <${Section} title="By source"><${Shares} rows=${summed(credits, 'source')} total=${total} /></${Section}>
      <${Section} title="By API key"><${Shares} rows=${summed(credits, 'key_name')} total=${total} /></${Section}>
    </div>
  `;
}

function summed(credits, by) {
  const sums = new Map();
  for (const row of credits) sums.set(row[by], (sums.get(row[by]) ?? 0) + row.credits);
  return [...sums].toSorted(([, a], [, b]) => b - a);
}

function Shares({ rows, total }) {
  return html`
    <ul class="shares">
      ${rows.map(
        ([name, credits]) => html`
          <li key=${name}>
            <p><span>${name ?? 'Earlier releases'}</span><span>${number(credits)}</span></p>
            <meter min="0" max=${total} value=${credits} aria-label=${name ?? 'Earlier releases'}></meter>
          </li>
        `,
      )}
    </ul>
  `;
}

const dollars = (amount) => `$${number(amount, 4)}`;

function Accounts({ components: { profile_source, embeddings, token_manager } }) {
  const remaining = Object.entries(profile_source.credits_remaining);
  const rows = [
    ...remaining.map(([type, credits]) => [`Credits left, ${type}`, number(credits)]),
    ['Tokens of embeddings', number(embeddings.tokens_used)],
    ['Cost of embeddings', embeddings.cost_usd === null ? 'Price unknown' : dollars(embeddings.cost_usd)],
    token_manager.total_tokens > 0 && [
      'Token calls today',
      `${number(token_manager.total_daily_usage)} of ${number(token_manager.max_daily_capacity)}`,
    ],
  ].filter(Boolean);
  return html`
    <${Section} title="Accounts">
      <dl class="facts">${rows.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}</dl>
      <p class="hint">Embeddings are counted by this process since it started.</p>
    </${Section}>
  `;
}

const COLUMNS = [
  { title: 'Job', cell: ({ job_id }) => html`<a href=${linkTo(['jobs', job_id])}>${shortId(job_id)}</a>` },
  { title: 'Credits', class: 'number', cell: ({ credits_spent }) => number(credits_spent) },
  { title: 'Status', cell: (job) => html`<${JobBadge} job=${job} />` },
  { title: 'Created', cell: ({ created_at }) => html`<${Ago} at=${created_at} />` },
];

function Expensive({ jobs }) {
  const rows = jobs
    .filter((job) => job.credits_spent > 0)
    .toSorted((a, b) => b.credits_spent - a.credits_spent)
    .slice(0, 10);
  if (rows.length === 0) return html`<p class="muted">None of them has cost anything.</p>`;
  return html`<${Table} label="Most expensive jobs" columns=${COLUMNS} rows=${rows} keyOf=${(job) => job.job_id} />`;
}
