import { get } from '../core/api.js';
import { number } from '../core/format.js';
import { useLoad } from '../core/hooks.js';
import { outsideLink, path } from '../core/url.js';
import { html } from '../lib/preact.js';
import { Loaded } from '../ui/notices.js';
import { Page, Section } from '../ui/page.js';
import { PersonLine } from '../ui/person.js';
import { Ago } from '../ui/time.js';
import { Changes } from './parts/changes.js';
import { ErasePerson } from './parts/erase-person.js';
import { Positions } from './parts/positions.js';

export function Person({ id }) {
  const person = useLoad((signal) => get(path`/api/v1/profiles/${id}`, {}, signal), [id]);
  const name = person.data?.name ?? 'Person';
  return html`
    <${Page} title=${name} lead=${person.data?.position} back=${['#/people', 'People']}>
      <${Loaded} of=${person}>
        ${(profile) => html`
          <div class="columns">
            <div>
              ${profile.about && html`<${Section} title="About"><p class="prose">${profile.about}</p></${Section}>`}
              <${Positions} profile=${profile} />
              <${Education} entries=${profile.education} />
              <${Changes} id=${id} />
            </div>
            <div>
              <${Facts} profile=${profile} />
              <${Similar} id=${id} hasEmbedding=${profile.has_embedding} />
              <${ErasePerson} profile=${profile} />
            </div>
          </div>
        `}
      </${Loaded}>
    </${Page}>
  `;
}

function Facts({ profile }) {
  const { url, location, city, country_code, followers, connections, languages, skills, source } = profile;
  const rows = [
    [
      'LinkedIn',
      url && html`<a href=${outsideLink(url)} rel="noreferrer">${url.replace('https://www.linkedin.com', '')}</a>`,
    ],
    ['Place', location ?? ([city, country_code].filter(Boolean).join(', ') || null)],
    ['Role', profile.suggested_role],
    ['Followers', followers !== null && number(followers)],
    ['Connections', connections !== null && number(connections)],
    ['Languages', languages.map((language) => language.name).join(', ')],
    ['Source', source],
    ['Fetched', html`<${Ago} at=${profile.fetched_at} />`],
    ['Stored since', html`<${Ago} at=${profile.created_at} />`],
  ].filter(([, value]) => value);
  return html`
    <${Section} title="Facts">
      <dl class="facts">${rows.map(
        ([term, value]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${value}</dd>
          </div>`,
      )}</dl>
      ${skills.length > 0 && html`<p class="tags">${skills.slice(0, 30).map((skill) => html`<span class="tag">${skill}</span>`)}</p>`}
    </${Section}>
  `;
}

function Education({ entries }) {
  if (entries.length === 0) return null;
  return html`
    <${Section} title="Education">
      <ul class="lines">
        ${entries.map(
          (entry) => html`
            <li>
              <p>${entry.school ?? 'School unknown'}</p>
              <p class="muted small">
                ${[entry.degree, entry.field_of_study, [entry.start_year, entry.end_year].filter(Boolean).join('–')].filter(Boolean).join(' · ')}
              </p>
            </li>
          `,
        )}
      </ul>
    </${Section}>
  `;
}

function Similar({ id, hasEmbedding }) {
  const similar = useLoad(
    (signal) =>
      hasEmbedding ? get(path`/api/v1/profiles/${id}/similar`, { limit: 4 }, signal) : Promise.resolve({ data: [] }),
    [id],
  );
  return html`
    <${Section} title="Similar people">
      <${Loaded} of=${similar}>
        ${({ data }) =>
          data.length === 0
            ? html`<p class="muted">No similar people yet.</p>`
            : html`<ul class="lines">
                ${data.map((hit) => html`<li key=${hit.id}><${PersonLine} person=${hit} /></li>`)}
              </ul>`}
      </${Loaded}>
    </${Section}>
  `;
}
