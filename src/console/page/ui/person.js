import { initials } from '../core/format.js';
import { linkTo } from '../core/url.js';
import { html } from '../lib/preact.js';

/** Initials instead of a picture: pictures are on foreign servers, which would learn whose profile is viewed. */
export const Avatar = ({ name }) => html`<span class="avatar" aria-hidden="true">${initials(name) || '?'}</span>`;

/** @param {{ person: any, level?: number, children?: unknown }} given */
export function PersonLine({ person, children }) {
  const place = [person.current_company?.name, person.location ?? person.city].filter(Boolean).join(' · ');
  return html`
    <div class="person-line">
      <${Avatar} name=${person.name} />
      <div>
        <p class="person-name">
          <a href=${linkTo(['people', person.id])}>${person.name ?? 'Name unknown'}</a>
          ${person.suggested_role && html`<span class="tag">${person.suggested_role}</span>`}
        </p>
        ${person.position && html`<p>${person.position}</p>`} ${place && html`<p class="muted small">${place}</p>`}
        ${children}
      </div>
    </div>
  `;
}
