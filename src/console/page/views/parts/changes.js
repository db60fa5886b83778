import { get } from '../../core/api.js';
import { words } from '../../core/format.js';
import { useLoad } from '../../core/hooks.js';
import { path } from '../../core/url.js';
import { html } from '../../lib/preact.js';
import { Loaded } from '../../ui/notices.js';
import { Section } from '../../ui/page.js';
import { Ago } from '../../ui/time.js';

/** @param {{ id: string }} given */
export function Changes({ id }) {
  const changes = useLoad((signal) => get(path`/api/v1/profiles/${id}/changes`, { limit: 20 }, signal), [id]);
  return html`
    <${Section} title="Changes">
      <${Loaded} of=${changes}>
        ${(list) =>
          list.length === 0
            ? html`<p class="muted">Nothing has changed since this person was first stored.</p>`
            : html`<ul class="lines">
                ${list.map((change) => html`<li><${Change} change=${change} /></li>`)}
              </ul>`}
      </${Loaded}>
    </${Section}>
  `;
}

function Change({ change: { at, field, before, after } }) {
  return html`
    <p>
      ${words(field)} <span class="muted small"><${Ago} at=${at} /></span>
    </p>
    <p class="small"><del>${shown(before)}</del> → <ins>${shown(after)}</ins></p>
  `;
}

/** The value of a change as text. A list contains only the entries that differ. */
function shown(value) {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'nothing';
  if (Array.isArray(value)) return value.map(shown).join('; ');
  if (typeof value !== 'object') return String(value);
  return (
    [value.title ?? value.degree, value.company ?? value.school ?? value.name].filter(Boolean).join(' at ') ||
    'an entry'
  );
}
