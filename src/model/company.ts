import type { CompanyReference } from './company-reference.js';

/** A company as this service understands one; `null` means unknown. */
export interface Company extends CompanyReference {
  company_name: string | null;
  linkedin_url: string;
  description: string | null;
  tagline: string | null;
  /** Host name without `www.`, lower case. */
  domain: string | null;
  website: string | null;
  industries: string[];
  specialties: string[];
  employee_count: number | null;
  /** In the words of the source, such as `1001-5000`. */
  employee_range: string | null;
  followers: number | null;
  year_founded: number | null;
  logo_url: string | null;
  city: string | null;
  region: string | null;
  /** ISO 3166-1 alpha-2, upper case. */
  country_code: string | null;
  address: string | null;
}

export interface StoredCompany extends Company {
  id: string;
  source: string;
  fetched_at: Date;
  created_at: Date;
  updated_at: Date;
}
