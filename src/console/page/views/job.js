import { call, get, post } from '../core/api.js';
import { counted, duration, number, shortId, words } from '../core/format.js';
import { useEvents, useEvery, useLoad, useThrottled } from '../core/hooks.js';
import { path } from '../core/url.js';
import { isActive, WAITING } from '../core/words.js';
import { html, useState } from '../lib/preact.js';
import { ActionButton, ConfirmButton } from '../ui/buttons.js';
import { Loaded, Notice } from '../ui/notices.js';
import { Page } from '../ui/page.js';
import { ProgressBar } from '../ui/progress.js';
import { JobBadge, LiveMark } from '../ui/status.js';
import { Ago } from '../ui/time.js';
import { JobResults } from './parts/job-results.js';

export function Job({ id }) {
  const job = useLoad((signal) => get(path`/jobs/${id}`, {}, signal), [id]);
  // The progress in the latest event is newer than the job that was loaded.
  const [progress, setProgress] = useState({ of: null, data: {} });
  const update = useThrottled(job.reload, 700);
  const wasActive = job.data !== null && isActive(job.data);
  const live = useEvents(wasActive ? path`/jobs/${id}/events` : null, {}, ({ data }) => {
    setProgress({ of: job.data, data });
    update();
  });
  useEvery(update, wasActive && live !== 'live' ? 3_000 : null);

  const shown = job.data && { ...job.data, ...(progress.of === job.data && progressOf(progress.data)) };
  return html`
    <${Page}
      title=${`Job ${shortId(id)}`}
      back=${['#/jobs', 'Jobs']}
      actions=${wasActive && html`<${LiveMark} state=${live} />`}
    >
      <${Loaded} of=${{ ...job, data: shown }}>
        ${(state) => html`
          <${State} job=${state} onChange=${job.reload} />
          <${JobResults} job=${state} />
          <${Settings} job=${state} />
        `}
      </${Loaded}>
    </${Page}>
  `;
}

/** The progress in an event; empty for an event without one. */
function progressOf({ processed_items, failed_items, total_items, status, waiting_for }) {
  return processed_items === undefined ? {} : { processed_items, failed_items, total_items, status, waiting_for };
}

function State({ job, onChange }) {
  const { processed_items: done, failed_items: failed, total_items: total } = job;
  return html`
    <section class="card stack">
      <div class="job-top">
        <p class="job-count" aria-live="polite">
          <strong>${number(done)}</strong> of ${counted(total, 'person', 'people')} done
          ${failed > 0 && html`<span class="muted">, ${number(failed)} failed</span>`}
        </p>
        <${JobBadge} job=${job} />
      </div>
      <${ProgressBar} done=${done} failed=${failed} total=${total} label="Progress of the job" tone=${tone(job)} />
      <p class="muted small">${timing(job)}</p>
      ${isActive(job) && job.waiting_for && html`<${Notice} tone="warn" title=${WAITING[job.waiting_for]} />`}
      ${isActive(job) && job.waiting_for === 'budget' && html`<${Budget} job=${job} onChange=${onChange} />`}
      <div class="actions">
        ${
          isActive(job) &&
          html`
          <${ConfirmButton}
            ask="Cancel this job? What was found is kept."
            confirm="Cancel the job"
            run=${() => post(path`/jobs/${job.job_id}/cancel`).then(onChange)}
          >Cancel</${ConfirmButton}>
        `
        }
        ${
          !isActive(job) &&
          mayBeRetried(job) &&
          html`
          <${ActionButton} busy="Queueing …" run=${() => post(path`/jobs/${job.job_id}/retry-failed`).then(onChange)}>
            Retry what failed
          </${ActionButton}>
        `
        }
        ${
          !isActive(job) &&
          job.linkedin_profiles_stats.failed_to_save_linkedin > 0 &&
          html`
          <${ActionButton}
            busy="Saving …"
            run=${() => post(path`/jobs/${job.job_id}/save-to-linkedin-profiles`).then(onChange)}
          >Save to the LinkedIn profiles table again</${ActionButton}>
        `
        }
      </div>
    </section>
  `;
}

/** A job has only its latest errors; if there are more, the service decides. */
const mayBeRetried = ({ failed_items, recent_errors }) =>
  failed_items > recent_errors.length || recent_errors.some(({ retryable }) => retryable);

function tone(job) {
  if (isActive(job)) return job.waiting_for ? 'warn' : 'busy';
  return job.status === 'completed' ? 'good' : 'quiet';
}

function timing(job) {
  const { started_at, completed_at, processing_time_seconds, estimated_time_remaining_seconds: left } = job;
  if (completed_at) return html`Finished <${Ago} at=${completed_at} />, took ${duration(processing_time_seconds ?? 0)}`;
  if (!started_at) return html`Created <${Ago} at=${job.created_at} />, starts when a worker is free`;
  return html`Started <${Ago} at=${started_at} />${left ? `, about ${duration(left)} left` : ''}`;
}

function Budget({ job, onChange }) {
  const [credits, setCredits] = useState(String((job.config.max_credits ?? 0) * 2 || 100));
  const raise = () =>
    call('PATCH', path`/jobs/${job.job_id}`, { body: { max_credits: Number(credits) } }).then(onChange);
  return html`
    <div class="inline-form">
      <label>
        New budget in credits
        <input type="number" min="1" value=${credits} onInput=${(event) => setCredits(event.target.value)} />
      </label>
      <${ActionButton} class="primary" run=${raise}>Raise the budget</${ActionButton}>
    </div>
  `;
}

function Settings({ job }) {
  const rows = [
    ['Job ID', html`<code>${job.job_id}</code>`],
    ['Priority', words(job.priority.toLowerCase())],
    ['Credits spent', number(job.credits_spent)],
    ...Object.entries(job.config)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [words(name), typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value)]),
  ];
  return html`
    <details class="card">
      <summary>Settings of this job</summary>
      <dl class="facts">
        ${rows.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </details>
  `;
}
