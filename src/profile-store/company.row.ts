import type { Company, StoredCompany } from '../model/company.js';
import type { Position } from './company.store.js';
import { picker } from './picker.js';
import { toStored, type StoredRow } from './stored.row.js';

/** A row of `companies` as it comes in JSON. */
export type CompanyRow = StoredRow<StoredCompany>;

/** A row of `profile_companies`. */
export interface LinkRow extends Position {
  ordinal: number;
}

export const toStoredCompany = (row: CompanyRow): StoredCompany => toStored(row);

export const toPosition = picker<Position>({ title: true, start_date: true, end_date: true, is_current: true });

/** The columns that are the company itself, and no others. */
export const toCompanyColumns = picker<Company>({
  linkedin_id: true,
  slug: true,
  company_name: true,
  linkedin_url: true,
  description: true,
  tagline: true,
  domain: true,
  website: true,
  industries: true,
  specialties: true,
  employee_count: true,
  employee_range: true,
  followers: true,
  year_founded: true,
  logo_url: true,
  city: true,
  region: true,
  country_code: true,
  address: true,
});
