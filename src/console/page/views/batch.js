import { get, post } from '../core/api.js';
import { counted, shortId } from '../core/format.js';
import { useEvents, useEvery, useLoad, useThrottled } from '../core/hooks.js';
import { path } from '../core/url.js';
import { isActive } from '../core/words.js';
import { html } from '../lib/preact.js';
import { ActionButton, ConfirmButton } from '../ui/buttons.js';
import { Empty, Loaded } from '../ui/notices.js';
import { Page, Section } from '../ui/page.js';
import { PersonLine } from '../ui/person.js';
import { ProgressBar } from '../ui/progress.js';
import { Badge, LiveMark } from '../ui/status.js';
import { Ago } from '../ui/time.js';

export function Batch({ id }) {
  const address = path`/api/v1/profiles/batches/${id}`;
  const batch = useLoad((signal) => get(address, {}, signal), [id]);
  const update = useThrottled(batch.reload, 300);
  const isRunning = batch.data !== null && isActive(batch.data);
  const live = useEvents(isRunning ? `${address}/events` : null, {}, update);
  useEvery(update, isRunning && live !== 'live' ? 2_000 : null);
  return html`
    <${Page}
      title=${`Batch ${shortId(id)}`}
      back=${['#/batches', 'Look up URLs']}
      actions=${isRunning && html`<${LiveMark} state=${live} />`}
    >
      <${Loaded} of=${batch}>
        ${(state) => html`
          <${State} batch=${state} address=${address} onChange=${batch.reload} />
          <${Results} batch=${state} />
        `}
      </${Loaded}>
    </${Page}>
  `;
}

function State({ batch, address, onChange }) {
  const { done, failed, total } = batch.progress;
  const isRunning = isActive(batch);
  return html`
    <section class="card stack">
      <div class="job-top">
        <p class="job-count" aria-live="polite">
          <strong>${done}</strong> of ${counted(total, 'person', 'people')} done
          ${failed > 0 && html`<span class="muted">, ${failed} failed</span>`}
        </p>
        <${Badge} status=${batch.status} />
      </div>
      <${ProgressBar}
        done=${done}
        failed=${failed}
        total=${total}
        label="Progress of the batch"
        tone=${isRunning ? 'busy' : 'good'}
      />
      <p class="muted small">
        ${isRunning ? 'Created ' : 'Finished '}<${Ago} at=${batch.completed_at ?? batch.created_at} />
      </p>
      <div class="actions">
        ${
          isRunning &&
          html`
          <${ConfirmButton} ask="Cancel this batch? What was found is kept." confirm="Cancel the batch" run=${() => post(`${address}/cancel`).then(onChange)}>
            Cancel
          </${ConfirmButton}>
        `
        }
        ${
          !isRunning &&
          mayBeRetried(batch) &&
          html`
          <${ActionButton} busy="Queueing …" run=${() => post(`${address}/retry-failed`).then(onChange)}>Retry what failed</${ActionButton}>
        `
        }
      </div>
    </section>
  `;
}

const mayBeRetried = ({ results }) =>
  results?.some(({ pipeline_metadata: { errors } }) => errors?.some(({ retryable }) => retryable));

function Results({ batch: { results } }) {
  return html`
    <${Section} title="Results">
      ${
        results === undefined
          ? html`<${Empty} title="Not finished yet">The results appear here when the batch has ended.</${Empty}>`
          : html`<ol class="lines">
              ${results.map((result) => html`<li><${Result} result=${result} /></li>`)}
            </ol>`
      }
    </${Section}>
  `;
}

function Result({ result }) {
  const metadata = result.pipeline_metadata;
  if (metadata.status === 'failed') {
    const problem = metadata.errors[0];
    return html`
      <div class="result-line">
        <div>
          <p>${result.url}</p>
          <p class="small">${problem.error}${problem.retryable ? ' It can be retried.' : ''}</p>
        </div>
        <${Badge} status="failed" />
      </div>
    `;
  }
  const companies = result.companies_processed?.length ?? 0;
  return html`
    <div class="result-line">
      <${PersonLine} person=${result}>
        <p class="small muted">
          ${[metadata.cached ? 'already stored' : 'looked up', companies > 0 && counted(companies, 'company', 'companies')].filter(Boolean).join(', ')}
        </p>
        ${metadata.warnings.map(({ error }) => html`<p class="small">${error}</p>`)}
      </${PersonLine}>
      <${Badge} status="found" />
    </div>
  `;
}
