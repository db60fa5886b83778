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
  const told: CurrentCompany = {
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
  if (told.name === null && told.linkedin_url === null) return fromExperience(told, current[0]);
  return { ...told, company_id: told.company_id ?? current.find((one) => isSame(told, one))?.company_id ?? null };
}

function isSame({ name, logo_url }: CurrentCompany, { company, company_logo_url }: Experience): boolean {
  if (name !== null && company !== null && name.toLowerCase() === company.toLowerCase()) return true;
  return logo_url !== null && logo_url === company_logo_url;
}

function fromExperience(told: CurrentCompany, current: Experience | undefined): CurrentCompany | null {
  if (current === undefined || (current.company === null && current.company_linkedin_url === null)) {
    return Object.values(told).some((value) => value !== null) ? told : null;
  }
  return {
    ...told,
    name: current.company,
    company_id: told.company_id ?? current.company_id,
    linkedin_url: current.company_linkedin_url,
    logo_url: told.logo_url ?? current.company_logo_url,
  };
}
