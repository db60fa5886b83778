import { call, get, post } from '../core/api.js';
import { useLoad } from '../core/hooks.js';
import { path } from '../core/url.js';
import { html, useState } from '../lib/preact.js';
import { ActionButton, ConfirmButton } from '../ui/buttons.js';
import { Loaded, Notice } from '../ui/notices.js';
import { Page } from '../ui/page.js';
import { Ago } from '../ui/time.js';
import { Deliveries } from './parts/deliveries.js';
import { HookState } from './parts/hook-state.js';
import { Secret } from './parts/secret.js';

export function Webhook({ id }) {
  const address = path`/api/v1/webhooks/${id}`;
  const hook = useLoad((signal) => get(address, {}, signal), [id]);
  const [secret, setSecret] = useState(null);
  const [sent, setSent] = useState(0);
  const afterSending = () => {
    setSent((before) => before + 1);
    hook.reload();
  };
  return html`
    <${Page} title="Webhook" lead=${html`<span class="break">${hook.data?.url}</span>`} back=${['#/webhooks', 'Webhooks']}>
      ${secret && html`<${Secret} secret=${secret} of=${hook.data?.url} onDone=${() => setSecret(null)} />`}
      <${Loaded} of=${hook}>
        ${(state) => html`
          <section class="card stack">
            <div class="job-top">
              <p>${state.description ?? html`<span class="muted">No description</span>`}</p>
              <${HookState} hook=${state} />
            </div>
            <${DeliveryProblem} hook=${state} />
            <p class="tags">${state.events.map((type) => html`<span class="tag">${type}</span>`)}</p>
            <div class="actions">
              <${ActionButton} class="primary" busy="Sending …" run=${() => post(`${address}/test`).then(afterSending)}>Send a test</${ActionButton}>
              <${ActionButton} run=${() => call('PATCH', address, { body: { disabled: !state.disabled_at } }).then(hook.reload)}>
                ${state.disabled_at ? 'Enable' : 'Disable'}
              </${ActionButton}>
              <${ConfirmButton}
                ask="Replace the secret? The old one is valid for another 24 hours."
                confirm="Replace"
                run=${() => post(`${address}/rotate-secret`).then((answer) => setSecret(answer.secret))}
              >New secret</${ConfirmButton}>
              <${ConfirmButton}
                ask="Delete this webhook and its deliveries?"
                confirm="Delete"
                run=${() => call('DELETE', address).then(() => void (location.hash = '#/webhooks'))}
              >Delete</${ConfirmButton}>
            </div>
          </section>
          <${Deliveries} address=${`${address}/deliveries`} sent=${sent} onReplay=${afterSending} />
        `}
      </${Loaded}>
    </${Page}>
  `;
}

function DeliveryProblem({ hook: { disabled_at, disabled_reason, next_attempt_at, failures } }) {
  if (disabled_at) {
    return html`<${Notice} tone="warn" title="Disabled"><p>${disabled_reason ?? 'Enable it to also receive the events that it missed, up to 30 days.'}</p></${Notice}>`;
  }
  if (failures === 0) return null;
  return html`
    <${Notice} tone="warn" title="The receiver does not accept the next event">
      <p>${next_attempt_at ? html`It is tried again <${Ago} at=${next_attempt_at} />.` : 'It is tried again soon.'} Later events wait for it.</p>
    </${Notice}>
  `;
}
