import { get } from '../core/api.js';
import { shortId } from '../core/format.js';
import { useEvents, useLoad } from '../core/hooks.js';
import { linkTo } from '../core/url.js';
import { eventText } from '../core/words.js';
import { html, useState } from '../lib/preact.js';
import { Empty, Loaded } from '../ui/notices.js';
import { Page } from '../ui/page.js';
import { LiveMark } from '../ui/status.js';
import { Table } from '../ui/table.js';
import { Ago } from '../ui/time.js';
import { Several } from '../ui/fields.js';
import { EVENT_TYPES } from './parts/event-types.js';

const MOST = 200;
const EARLIER = 50;
/** Not shown by default, because there is one for every person of a list. */
const NOISY = 'item.finished';

/** Live events, newest first. */
export function Events({ hasKey }) {
  const [types, setTypes] = useState(EVENT_TYPES.filter((type) => type !== NOISY));
  const query = { types: types.join(',') };
  const earlier = useLoad(
    (signal) => get('/api/v1/events', { ...query, newest: true, limit: EARLIER }, signal),
    [query.types],
  );
  const isReady = hasKey && earlier.data !== null && types.length > 0;
  return html`
    <${Page} title="Events" lead=${html`Changes of jobs, batches and people as they happen. <a href="#/webhooks">Webhooks</a> send the same to your systems.`}>
      <details class="card">
        <summary>${types.length} of ${EVENT_TYPES.length} types</summary>
        <${Several} label="Types" options=${EVENT_TYPES} chosen=${types} onChange=${setTypes} />
      </details>
      <${Loaded} of=${earlier}>
        ${({ data }) => isReady && html`<${Log} key=${`${query.types} ${data.at(-1)?.id}`} earlier=${data} query=${query} />`}
      </${Loaded}>
      ${types.length === 0 && html`<${Empty} title="No type is chosen" />`}
    </${Page}>
  `;
}

const COLUMNS = [
  { title: 'ID', class: 'number', cell: ({ id }) => id },
  { title: 'Type', cell: ({ type }) => html`<code>${type}</code>` },
  { title: 'What happened', cell: (event) => html`${eventText(event)} <${About} data=${event.data} />` },
  { title: 'When', cell: ({ timestamp }) => html`<${Ago} at=${timestamp} />` },
];

function Log({ earlier, query }) {
  const [events, setEvents] = useState([]);
  const live = useEvents('/api/v1/events/stream', { ...query, after: earlier.at(-1)?.id }, (event) =>
    setEvents((before) => [event, ...before].slice(0, MOST)),
  );
  const rows = [...events, ...earlier.toReversed()].slice(0, MOST);
  return html`
    <p class="live-line"><${LiveMark} state=${live} /></p>
    ${
      rows.length === 0
        ? html`<${Empty} title="Nothing has happened yet"><a href="#/upload">Upload a list</a>, and watch its events here.</${Empty}>`
        : html`<div class="card"><${Table} label="Events" columns=${COLUMNS} rows=${rows} keyOf=${(event) => event.id} /></div>`
    }
  `;
}

const link = (section, id) => html`<a href=${linkTo([section, id])}>${shortId(id)}</a>`;

/** A link to what the event is about. */
function About({ data }) {
  if (data.job_id) return link('jobs', data.job_id);
  if (data.batch_id) return link('batches', data.batch_id);
  const profile = data.profile_id ?? data.id;
  return typeof profile === 'string' && link('people', profile);
}
