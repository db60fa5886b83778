import type { Company } from '../../model/company.js';
import { companyUrl, type CompanyReference } from '../../model/company-reference.js';
import { invalidData } from '../source.errors.js';
import { companyIdOf, companySlugOf, isSchoolPage } from './company-identity.js';
import { count } from './count.js';
import { countryCode } from './country.js';
import { hostName } from './host-name.js';
import { textList } from './list.js';
import { year } from './partial-date.js';
import { fields, type Fields } from './record.js';
import { firstText, text } from './text.js';

/** Names of industries may contain commas: `Technology, Information and Internet`. */
const BETWEEN_INDUSTRIES = /[;|\n]/;
const BETWEEN_SPECIALTIES = /[,;|\n]/;

/** @throws UpstreamError INVALID_DATA if the payload does not identify a company */
export function mapCompany(value: unknown, requested: CompanyReference): Company {
  const payload = fields(value);
  if (!namesCompany(payload)) throw invalidData('company');
  const reference = {
    linkedin_id: companyIdOf(payload['company_id'], payload['linkedin_url']) ?? requested.linkedin_id,
    slug: companySlugOf(payload['linkedin_url']) ?? requested.slug,
  };
  return {
    ...reference,
    company_name: nameOf(payload),
    linkedin_url: pageUrl(payload['linkedin_url'], reference),
    description: text(payload['description']),
    tagline: text(payload['tagline']),
    domain: hostName(payload['domain']) ?? hostName(payload['website']),
    website: text(payload['website']),
    industries: textList(payload['industries'] ?? payload['industry'], BETWEEN_INDUSTRIES),
    specialties: textList(payload['specialties'], BETWEEN_SPECIALTIES),
    employee_count: count(payload['employee_count']),
    employee_range: employeeRange(payload['employee_range']),
    followers: count(payload['follower_count']) ?? count(payload['followers']),
    year_founded: year(payload['year_founded']),
    logo_url: text(payload['logo_url']),
    city: text(payload['hq_city']),
    region: text(payload['hq_region']),
    country_code: countryCode(payload['hq_country']),
    address: text(payload['hq_full_address']),
  };
}

/** Schools have a different kind of page: `/school/mit/`. */
function pageUrl(url: unknown, reference: CompanyReference): string {
  const page = companyUrl(reference);
  return isSchoolPage(url) ? page.replace('/company/', '/school/') : page;
}

/** Whether the payload identifies a company. */
export function namesCompany(payload: Fields): boolean {
  return (
    nameOf(payload) !== null ||
    companyIdOf(payload['company_id'], payload['linkedin_url']) !== null ||
    companySlugOf(payload['linkedin_url']) !== null
  );
}

function nameOf(payload: Fields): string | null {
  return firstText(payload['company_name'], payload['name']);
}

/** `1001-5000`, also from `{ start: 1001, end: 5000 }`. */
function employeeRange(value: unknown): string | null {
  const words = text(value);
  if (words !== null) return words;
  const { start, end } = fields(value);
  const bounds = [count(start), count(end)].filter((bound) => bound !== null);
  return bounds.length === 0 ? null : bounds.length === 1 ? `${bounds[0]}+` : bounds.join('-');
}
