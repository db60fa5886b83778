import { get } from '../core/api.js';
import { compact, milliseconds, number } from '../core/format.js';
import { useLoad } from '../core/hooks.js';
import { reasonsOf } from '../core/reasons.js';
import { html, useState } from '../lib/preact.js';
import { Choice } from '../ui/fields.js';
import { Empty, Loaded } from '../ui/notices.js';
import { Page, Section } from '../ui/page.js';
import { Chart } from './parts/chart.js';

const RANGES = [
  ['hours', 'Last 48 hours'],
  ['week', 'Last 7 days'],
  ['month', 'Last 30 days'],
];
const DAY_MS = 86_400_000;

const daysAgo = (days) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

/** @type {Record<string, () => Record<string, string>>} */
const QUERIES = {
  hours: () => ({ bucket: 'hour' }),
  week: () => ({ bucket: 'day', from: daysAgo(6) }),
  month: () => ({ bucket: 'day' }),
};

export function Analytics() {
  const [range, setRange] = useState('week');
  const figures = useLoad((signal) => get('/system/analytics', QUERIES[range](), signal), [range]);
  return html`
    <${Page} title="Analytics" lead="Volume, success rate and speed of lookups. Times are in UTC.">
      <${Choice} label="Time" options=${RANGES} value=${range} onChange=${setRange} />
      <${Loaded} of=${figures}>${(data) => html`<${Figures} data=${data} />`}</${Loaded}>
    </${Page}>
  `;
}

const rate = ({ completed, failed }) => (completed + failed === 0 ? null : (100 * completed) / (completed + failed));
const line = (label, tone, values) => ({ label, tone, values });
const ended = ({ jobs, batches }) => ({
  completed: jobs.items.completed + batches.items.completed,
  failed: jobs.items.failed + batches.items.failed,
});

function Figures({ data: { totals, buckets, bucket } }) {
  const all = ended(totals);
  if (all.completed + all.failed + totals.people.added === 0) {
    return html`<${Empty} title="No data yet"><a href="#/upload">Upload a list</a>, and its figures appear here.</${Empty}>`;
  }
  const times = buckets.map(({ start }) => Date.parse(start) / 1_000);
  const items = buckets.map(ended);
  const share = rate(all);
  return html`
    <dl class="figures">
      <div><dt>Found</dt><dd>${compact(all.completed)}</dd></div>
      <div><dt>Failed</dt><dd>${compact(all.failed)}</dd></div>
      <div><dt>Success rate</dt><dd>${share === null ? '–' : `${number(share)}%`}</dd></div>
      <div><dt>New people</dt><dd>${compact(totals.people.added)}</dd></div>
    </dl>
    <${Section} title="People looked up">
      <${Chart}
        label="People looked up"
        times=${times}
        bucket=${bucket}
        bars
        series=${[
          line(
            'Found',
            'good',
            items.map(({ completed }) => completed),
          ),
          line(
            'Failed',
            'bad',
            items.map(({ failed }) => failed),
          ),
        ]}
      />
    </${Section}>
    <div class="columns even">
      <${Section} title="Success rate">
        <${Chart} label="Success rate" times=${times} bucket=${bucket} unit="%" series=${[line('Success rate', 'accent', items.map(rate))]} />
      </${Section}>
      <${Section} title="Time to look up one person">
        <${Chart}
          label="Time to look up one person"
          times=${times}
          bucket=${bucket}
          unit="ms"
          series=${[
            line(
              'Half take less',
              'accent',
              buckets.map(({ latency_ms }) => latency_ms.fetch.p50),
            ),
            line(
              '95% take less',
              'warn',
              buckets.map(({ latency_ms }) => latency_ms.fetch.p95),
            ),
          ]}
        />
      </${Section}>
      <${Section} title="Credits">
        <${Chart} label="Credits" times=${times} bucket=${bucket} bars series=${[
          line(
            'Credits',
            'accent',
            buckets.map(({ credits }) => credits.total),
          ),
        ]} />
      </${Section}>
      <${Section} title="Why lookups failed"><${Reasons} totals=${totals} /></${Section}>
    </div>
    <${Section} title="Stages"><${Stages} stages=${totals.latency_ms} /></${Section}>
  `;
}

function Reasons({ totals: { jobs, batches } }) {
  const rows = reasonsOf(jobs.items.errors, batches.items.errors);
  if (rows.length === 0) return html`<p class="muted">Nothing failed.</p>`;
  const most = rows[0][1];
  return html`
    <ul class="shares">
      ${rows.slice(0, 8).map(
        ([name, count]) => html`
          <li key=${name}>
            <p><span>${name.replaceAll('_', ' ')}</span><span>${number(count)}</span></p>
            <meter min="0" max=${most} value=${count} aria-label=${name}></meter>
          </li>
        `,
      )}
    </ul>
  `;
}

const STAGES = { fetch: 'Asking the source', companies: 'Companies', embed: 'Search vectors', store: 'Storing' };

const shown = (value) => (value === null ? '–' : milliseconds(value));

function Stages({ stages }) {
  return html`
    <dl class="facts">
      ${Object.entries(stages).map(
        ([name, { p50, p95 }]) => html`
          <div>
            <dt>${STAGES[name] ?? name}</dt>
            <dd>half within ${shown(p50)}, 95% within ${shown(p95)}</dd>
          </div>
        `,
      )}
    </dl>
  `;
}
