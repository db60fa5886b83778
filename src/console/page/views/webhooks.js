import { get, post } from '../core/api.js';
import { counted } from '../core/format.js';
import { useAction, usePages } from '../core/hooks.js';
import { linkTo } from '../core/url.js';
import { html, useState } from '../lib/preact.js';
import { More } from '../ui/buttons.js';
import { Field, Several } from '../ui/fields.js';
import { Empty, Loaded, Problem } from '../ui/notices.js';
import { Page, Section } from '../ui/page.js';
import { Ago } from '../ui/time.js';
import { EVENT_TYPES } from './parts/event-types.js';
import { HookState } from './parts/hook-state.js';
import { Secret } from './parts/secret.js';

const page = ({ data, pagination }) => ({ rows: data, next: pagination.next_cursor });

export function Webhooks() {
  const hooks = usePages((cursor, signal) => get('/api/v1/webhooks', { limit: 50, cursor }, signal).then(page));
  const [created, setCreated] = useState(null);
  const add = (hook) => {
    setCreated(hook);
    hooks.reload();
  };
  return html`
    <${Page} title="Webhooks" lead="Sends signed events to your URLs, in order. Failed deliveries are retried.">
      ${created && html`<${Secret} secret=${created.secret} of=${created.url} onDone=${() => setCreated(null)} />`}
      <${Loaded} of=${{ ...hooks, data: hooks.rows }}>
        ${(rows) =>
          rows.length === 0
            ? html`<${Empty} title="No webhooks yet">Create one below to be notified when jobs end.</${Empty}>`
            : html`
                <ul class="lines card">
                  ${rows.map((hook) => html`<li key=${hook.id}><${HookLine} hook=${hook} /></li>`)}
                </ul>
                <${More} pages=${hooks} />
              `}
      </${Loaded}>
      <${NewWebhook} onCreated=${add} />
    </${Page}>
  `;
}

function HookLine({ hook }) {
  return html`
    <div class="result-line">
      <div>
        <p class="break"><a href=${linkTo(['webhooks', hook.id])}>${hook.url}</a></p>
        <p class="small muted">
          ${hook.description ? `${hook.description} · ` : ''}${counted(hook.events.length, 'type')} · created <${Ago} at=${hook.created_at} />
        </p>
      </div>
      <${HookState} hook=${hook} />
    </div>
  `;
}

function NewWebhook({ onCreated }) {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [events, setEvents] = useState(['job.completed', 'job.failed', 'job.cancelled']);
  const creation = useAction(async () => {
    const hook = await post('/api/v1/webhooks', { url, events, description: description.trim() || null });
    setUrl('');
    setDescription('');
    onCreated(hook);
  });
  const submit = (event) => {
    event.preventDefault();
    void creation.run();
  };
  return html`
    <${Section} title="New webhook">
      <form onSubmit=${submit}>
        <${Field} label="URL" hint="https, with a public host">
          <input type="url" required placeholder="https://example.com/hooks/profiles" value=${url} onInput=${(event) => setUrl(event.target.value)} />
        </${Field}>
        <${Field} label="Description" hint="Optional">
          <input maxlength="500" value=${description} onInput=${(event) => setDescription(event.target.value)} />
        </${Field}>
        <${Several} label="Events" options=${EVENT_TYPES} chosen=${events} onChange=${setEvents} />
        <p><button class="primary" disabled=${creation.isBusy || events.length === 0}>${creation.isBusy ? 'Creating …' : 'Create the webhook'}</button></p>
        <${Problem} error=${creation.error} />
      </form>
    </${Section}>
  `;
}
