import { get, post } from '../../core/api.js';
import { counted, milliseconds } from '../../core/format.js';
import { useEvery, usePages } from '../../core/hooks.js';
import { path } from '../../core/url.js';
import { html } from '../../lib/preact.js';
import { ActionButton, More } from '../../ui/buttons.js';
import { Empty, Loaded } from '../../ui/notices.js';
import { Section } from '../../ui/page.js';
import { Badge } from '../../ui/status.js';
import { Ago } from '../../ui/time.js';

/**
 * The deliveries of a webhook, with every attempt.
 * @param {{ address: string, sent: number, onReplay: () => void }} given `sent` changes after each delivery from the page
 */
export function Deliveries({ address, sent, onReplay }) {
  const deliveries = usePages(
    async (cursor, signal) => {
      const { data, pagination } = await get(address, { limit: 25, cursor }, signal);
      return { rows: data, next: pagination.next_cursor };
    },
    [sent],
  );
  useEvery(() => deliveries.next.isBusy || deliveries.reload(), deliveries.rows?.length > 25 ? null : 5_000);
  const replay = (id) => post(`${address}${path`/${id}/replay`}`).then(onReplay);
  return html`
    <${Section} title="Deliveries">
      <${Loaded} of=${{ ...deliveries, data: deliveries.rows }}>
        ${(rows) =>
          rows.length === 0
            ? html`<${Empty} title="Nothing was sent yet">Send a test, or wait for the next event.</${Empty}>`
            : html`
                <ul class="lines">
                  ${rows.map((row) => html`<li key=${row.id}><${Delivery} delivery=${row} onReplay=${() => replay(row.id)} /></li>`)}
                </ul>
                <${More} pages=${deliveries} />
              `}
      </${Loaded}>
    </${Section}>
  `;
}

function Delivery({ delivery: { event_id, event_type, status, attempts, updated_at }, onReplay }) {
  return html`
    <div class="result-line">
      <details>
        <summary>
          <code>${event_type}</code> <span class="muted small">event ${event_id} · <${Ago} at=${updated_at} /> · ${counted(attempts.length, 'attempt')}</span>
        </summary>
        <ol class="attempts">
          ${attempts.map(
            ({ at, status: code, problem, duration_ms }) => html`
              <li class="small">
                <${Ago} at=${at} />:
                ${problem ?? `answered ${code}`}${code !== null && problem ? ` (status ${code})` : ''},
                ${milliseconds(duration_ms)}
              </li>
            `,
          )}
        </ol>
        <${ActionButton} busy="Sending …" run=${onReplay}>Send again</${ActionButton}>
      </details>
      <${Badge} status=${status} />
    </div>
  `;
}
