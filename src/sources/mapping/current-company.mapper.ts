import type { CurrentCompany, Experience } from '../../model/profile.js';
import { companyIdOf } from './company-identity.js';
import { count } from './count.js';
import { hostName } from './host-name.js';
import { year } from './partial-date.js';
import type { Fields } from './record.js';
import { text } from './text.js';

/**
 * The company a member works for. Most of its fields are next to the experience, under the vanity URL; only the experience
 * contains the company's number.
 */
export function mapCurrentCompany(payload: Fields, experiences: readonly Experience[]): CurrentCompany | null {
  const given: CurrentCompany = {
    name: text(payload['company']),
    company_id: companyIdOf(payload['company_id'], payload['company_linkedin_url']),
    linkedin_url: text(payload['company_linkedin_url']),
    domain: hostName(payload['company_domain']) ?? hostName(payload['company_website']),
    website: text(payload['company_website']),
    industry: text(payload['company_industry']),
    employee_count: count(payload['company_employee_count']),
    year_founded: year(payload['company_year_founded']),
    logo_url: text(payload['company_logo_url']),
  };
  const current = experiences.filter(({ is_current }) => is_current);
  if (given.name === null && given.linkedin_url === null) return fromExperience(given, current[0]);
  return { ...given, company_id: given.company_id ?? current.find((one) => isSame(given, one))?.company_id ?? null };
}

function isSame({ name, logo_url }: CurrentCompany, { company, company_logo_url }: Experience): boolean {
  if (name !== null && company !== null && name.toLowerCase() === company.toLowerCase()) return true;
  return logo_url !== null && logo_url === company_logo_url;
}

function fromExperience(given: CurrentCompany, current: Experience | undefined): CurrentCompany | null {
  if (current === undefined || (current.company === null && current.company_linkedin_url === null)) {
    return Object.values(given).some((value) => value !== null) ? given : null;
  }
  return {
    ...given,
    name: current.company,
    company_id: given.company_id ?? current.company_id,
    linkedin_url: current.company_linkedin_url,
    logo_url: given.logo_url ?? current.company_logo_url,
  };
}
