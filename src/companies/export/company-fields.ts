import type { RowField } from '../../common/export/row-file.js';
import type { StoredCompany } from '../../model/company.js';

/** In the order of the columns of a file. */
const FIELDS: Record<keyof StoredCompany, true> = {
  company_name: true,
  domain: true,
  website: true,
  industries: true,
  country_code: true,
  city: true,
  region: true,
  address: true,
  employee_count: true,
  employee_range: true,
  followers: true,
  year_founded: true,
  linkedin_url: true,
  linkedin_id: true,
  slug: true,
  tagline: true,
  description: true,
  specialties: true,
  logo_url: true,
  source: true,
  fetched_at: true,
  id: true,
  created_at: true,
  updated_at: true,
};

export type CompanyField = keyof StoredCompany;
export const COMPANY_FIELDS = Object.keys(FIELDS) as readonly CompanyField[];

export const companyFields = (names: readonly CompanyField[]): RowField<StoredCompany>[] =>
  [...new Set(names)].map((name) => [name, (company) => company[name]]);
