import { get } from '../../core/api.js';
import { counted } from '../../core/format.js';
import { useLoad } from '../../core/hooks.js';
import { outsideLink, path } from '../../core/url.js';
import { html } from '../../lib/preact.js';
import { Empty } from '../../ui/notices.js';
import { Section } from '../../ui/page.js';

/** Current and earlier positions, with facts about the companies. @param {{ profile: any }} given */
export function Positions({ profile }) {
  const companies = useLoad((signal) => get(path`/api/v1/profiles/${profile.id}/companies`, {}, signal), [profile.id]);
  const known = new Map(
    (companies.data?.data ?? []).map(({ company }) => [company.company_name ?? company.name, company]),
  );
  return html`
    <${Section} title="Positions">
      ${profile.experience.length === 0 && html`<${Empty} title="No positions are known" />`}
      <ul class="lines positions">
        ${profile.experience.map((position) => html`<li><${Position} position=${position} company=${known.get(position.company)} /></li>`)}
      </ul>
    </${Section}>
  `;
}

function Position({ position, company }) {
  const { title, start_date, end_date, is_current, location, description } = position;
  const time = [start_date, is_current ? 'now' : end_date].filter(Boolean).join(' – ');
  const facts = [
    company?.industries?.[0],
    company?.employee_count && counted(company.employee_count, 'employee'),
  ].filter(Boolean);
  const website = outsideLink(company?.website);
  return html`
    <p class=${is_current ? 'current' : ''}>${title ?? 'Title unknown'}</p>
    <p>
      ${position.company ?? 'Company unknown'}
      ${website && html` · <a href=${website} rel="noreferrer">${new URL(website).host}</a>`}
    </p>
    <p class="muted small">${[time, location, ...facts].filter(Boolean).join(' · ')}</p>
    ${description && html`<p class="small prose">${description}</p>`}
  `;
}
