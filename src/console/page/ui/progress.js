import { progressText, shownStatus, TONE } from '../core/words.js';
import { html } from '../lib/preact.js';

/** @param {{ done: number, failed: number, total: number, label: string, tone?: string }} given */
export function ProgressBar({ done, failed, total, label, tone = 'busy' }) {
  const share = (count) => `${total === 0 ? 0 : (count / total) * 100}%`;
  return html`
    <div
      class=${`progress ${tone}`}
      role="progressbar"
      aria-label=${label}
      aria-valuemin="0"
      aria-valuemax=${total}
      aria-valuenow=${done}
    >
      <i style=${{ width: share(done - failed) }}></i><i class="failed" style=${{ width: share(failed) }}></i>
    </div>
  `;
}

/** @param {{ job: any }} given */
export function JobProgress({ job }) {
  return html`
    <div class="job-progress">
      <${ProgressBar}
        done=${job.processed_items}
        failed=${job.failed_items}
        total=${job.total_items}
        label="Progress"
        tone=${TONE[shownStatus(job)] ?? 'quiet'}
      />
      <span class="small muted">${progressText(job)}</span>
    </div>
  `;
}
