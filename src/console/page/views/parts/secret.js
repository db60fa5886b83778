import { html } from '../../lib/preact.js';
import { CopyButton } from '../../ui/buttons.js';
import { Notice } from '../../ui/notices.js';

/** @param {{ secret: string, of: string, onDone: () => void }} given */
export function Secret({ secret, of, onDone }) {
  return html`
    <${Notice} tone="good" title="Save this secret now: it is not shown again">
      <p class="small">It verifies requests to ${of}, with any library of Standard Webhooks.</p>
      <p class="secret"><code>${secret}</code> <${CopyButton} text=${secret} /></p>
      <p><button onClick=${onDone}>I have saved it</button></p>
    </${Notice}>
  `;
}
