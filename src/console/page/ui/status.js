import { shownStatus, STATUS, TONE } from '../core/words.js';
import { words } from '../core/format.js';
import { html } from '../lib/preact.js';

/** @param {{ status: string }} given */
export function Badge({ status }) {
  return html`<span class=${`badge ${TONE[status] ?? 'quiet'}`}>${STATUS[status] ?? words(status)}</span>`;
}

/** @param {{ job: { status: string, waiting_for?: string | null } }} given */
export const JobBadge = ({ job }) => html`<${Badge} status=${shownStatus(job)} />`;

const LIVE = {
  connecting: ['quiet', 'Connecting …'],
  live: ['good', 'Live'],
  reconnecting: ['warn', 'Reconnecting …'],
};

/** Whether the view is updated live. @param {{ state: string }} given */
export function LiveMark({ state }) {
  const [tone, text] = LIVE[state] ?? [];
  return text && html`<span class=${`live ${tone}`} role="status">${text}</span>`;
}
