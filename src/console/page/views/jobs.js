import { get } from '../core/api.js';
import { shortId, words } from '../core/format.js';
import { useEvents, useEvery, useLoad, useThrottled } from '../core/hooks.js';
import { linkTo } from '../core/url.js';
import { shownStatus } from '../core/words.js';
import { html, useState } from '../lib/preact.js';
import { Choice } from '../ui/fields.js';
import { Empty, Loaded } from '../ui/notices.js';
import { Page } from '../ui/page.js';
import { JobProgress } from '../ui/progress.js';
import { JobBadge, LiveMark } from '../ui/status.js';
import { Table } from '../ui/table.js';
import { Ago } from '../ui/time.js';
import { JOB_CHANGES } from './parts/job-changes.js';

const FILTERS = [
  ['', 'All'],
  ['processing', 'Running'],
  ['waiting', 'Waiting'],
  ['pending', 'Pending'],
  ['completed', 'Completed'],
  ['failed', 'Failed'],
  ['cancelled', 'Cancelled'],
];

const COLUMNS = [
  { title: 'Job', cell: ({ job_id }) => html`<a href=${linkTo(['jobs', job_id])}>${shortId(job_id)}</a>` },
  { title: 'Status', cell: (job) => html`<${JobBadge} job=${job} />` },
  { title: 'Progress', class: 'wide', cell: (job) => html`<${JobProgress} job=${job} />` },
  { title: 'Priority', cell: ({ priority }) => words(priority.toLowerCase()) },
  { title: 'Created', cell: ({ created_at }) => html`<${Ago} at=${created_at} />` },
];

const LATEST = 100;

export function Jobs({ hasKey, query }) {
  const [filter, setFilter] = useState(query.get('status') ?? '');
  const jobs = useLoad((signal) => get('/jobs/recent', { limit: LATEST }, signal));
  const update = useThrottled(jobs.reload, 500);
  const live = useEvents(hasKey ? '/api/v1/events/stream' : null, { types: JOB_CHANGES }, update);
  useEvery(update, live === 'live' ? null : 5_000);

  return html`
    <${Page}
      title="Jobs"
      lead=${`The latest ${LATEST} lists, newest first.`}
      actions=${html`<${LiveMark} state=${live} /><a class="button primary" href="#/upload">Upload a list</a>`}
    >
      <${Choice} label="Status" options=${FILTERS} value=${filter} onChange=${setFilter} />
      <${Loaded} of=${jobs}>
        ${(list) => {
          const rows = list.filter((job) => filter === '' || shownStatus(job) === filter);
          if (list.length === 0) return html`<${NoJobs} />`;
          if (rows.length === 0) return html`<${Empty} title="No job has this status" />`;
          return html`<div class="card"><${Table} label="Jobs" columns=${COLUMNS} rows=${rows} keyOf=${(job) => job.job_id} /></div>`;
        }}
      </${Loaded}>
    </${Page}>
  `;
}

const NoJobs = () => html`
  <${Empty} title="There are no jobs yet">
    <a href="#/upload">Upload a list</a> of email addresses or LinkedIn URLs, and a job looks them up.
  </${Empty}>
`;
