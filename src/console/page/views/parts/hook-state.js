import { counted } from '../../core/format.js';
import { html } from '../../lib/preact.js';

/** @param {{ hook: any }} given */
export function HookState({ hook: { disabled_at, failures } }) {
  if (disabled_at) return html`<span class="badge quiet">Disabled</span>`;
  if (failures > 0) return html`<span class="badge warn">${counted(failures, 'failed attempt')}</span>`;
  return html`<span class="badge good">Active</span>`;
}
