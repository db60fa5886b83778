import { get } from '../core/api.js';
import { compact, number, shortId } from '../core/format.js';
import { useEvents, useEvery, useLoad, useThrottled } from '../core/hooks.js';
import { linkTo } from '../core/url.js';
import { isActive } from '../core/words.js';
import { html, useEffect } from '../lib/preact.js';
import { Empty, Loaded } from '../ui/notices.js';
import { Page, Section } from '../ui/page.js';
import { JobProgress } from '../ui/progress.js';
import { JobBadge, LiveMark } from '../ui/status.js';
import { Ago } from '../ui/time.js';
import { Health } from './parts/health.js';
import { JOB_CHANGES } from './parts/job-changes.js';

/** Health, figures, and the jobs that are running or have finished. */
export function Overview({ hasKey }) {
  const health = useLoad((signal) => get('/system/health', {}, signal));
  const metrics = useLoad((signal) => get('/system/metrics', {}, signal));
  const jobs = useLoad((signal) => get('/jobs/recent', { limit: 30 }, signal));
  const today = useLoad((signal) => get('/system/analytics', { from: new Date().toISOString().slice(0, 10) }, signal));
  const people = useLoad((signal) => (hasKey ? get('/api/v1/profiles', { limit: 1 }, signal) : Promise.resolve(null)));

  const update = useThrottled(() => (jobs.reload(), metrics.reload(), today.reload(), people.reload()), 1_000);
  const live = useEvents(hasKey ? '/api/v1/events/stream' : null, { types: JOB_CHANGES }, update);
  useEvery(update, live === 'live' ? null : 5_000);
  useEvery(health.reload, health.error ? 5_000 : 15_000);
  useEffect(() => {
    if (live === 'reconnecting') health.reload();
  }, [live]);
  // What worked before the service was lost says nothing.
  const known = { ...health, data: health.error ? null : health.data };

  return html`
    <${Page}
      title="Overview"
      actions=${html`<${LiveMark} state=${live} /><a class="button primary" href="#/upload">Upload a list</a>`}
    >
      <${Figures} metrics=${metrics.data} today=${today.data} people=${people.data} />
      <div class="columns">
        <div>
          <${Section} title="Running now" aside=${html`<a href="#/jobs">All jobs</a>`}>
            <${Loaded} of=${jobs}>${(list) => html`<${Running} jobs=${list.filter(isActive)} />`}</${Loaded}>
          </${Section}>
          <${Section} title="Finished recently">
            <${Loaded} of=${jobs}>${(list) => html`<${Finished} jobs=${list.filter((job) => !isActive(job))} />`}</${Loaded}>
          </${Section}>
        </div>
        <${Section} title="Health"><${Loaded} of=${known}>${(state) => html`<${Health} state=${state} />`}</${Loaded}></${Section}>
      </div>
    </${Page}>
  `;
}

function Figures({ metrics, today, people }) {
  const jobs = metrics?.jobs;
  return html`
    <dl class="figures">
      <${Figure} name="Jobs running" value=${jobs?.status_breakdown.processing} href="#/jobs" />
      <${Figure} name="People waiting" value=${jobs?.queue_size} href="#/jobs" />
      <${Figure} name="People stored" value=${people?.pagination.total} href="#/people" />
      <${Figure} name="Credits spent today" value=${today?.totals.credits.total} href="#/spend" />
    </dl>
  `;
}

function Figure({ name, value, href }) {
  const isKnown = typeof value === 'number';
  return html`
    <div>
      <dt>${name}</dt>
      <dd>
        ${isKnown ? html`<a href=${href} title=${number(value)}>${compact(value)}</a>` : html`<span class="muted">–</span>`}
      </dd>
    </div>
  `;
}

function Running({ jobs }) {
  if (jobs.length === 0) {
    return html`
      <${Empty} title="Nothing is running">
        <a href="#/upload">Upload a list</a> of people, or <a href="#/batches">look up a few URLs</a>.
      </${Empty}>
    `;
  }
  return html`<ul class="lines">
    ${jobs.map((job) => html`<${JobLine} key=${job.job_id} job=${job} />`)}
  </ul>`;
}

function Finished({ jobs }) {
  if (jobs.length === 0) return html`<${Empty} title="No job has finished yet" />`;
  return html`<ul class="lines">
    ${jobs.slice(0, 6).map((job) => html`<${JobLine} key=${job.job_id} job=${job} />`)}
  </ul>`;
}

function JobLine({ job }) {
  return html`
    <li class="job-line">
      <div>
        <a href=${linkTo(['jobs', job.job_id])}>Job ${shortId(job.job_id)}</a>
        <span class="muted small"><${Ago} at=${job.completed_at ?? job.created_at} /></span>
      </div>
      <${JobProgress} job=${job} />
      <${JobBadge} job=${job} />
    </li>
  `;
}
