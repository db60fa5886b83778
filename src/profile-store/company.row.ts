import type { Company, StoredCompany } from '../model/company.js';
import type { Position } from './company.store.js';

/** A row of `companies` as it comes in JSON. */
export interface CompanyRow extends Omit<StoredCompany, 'fetched_at' | 'created_at' | 'updated_at'> {
  seq: number;
  fetched_at: string;
  created_at: string;
  updated_at: string;
}

/** A row of `profile_companies`. */
export interface LinkRow extends Position {
  ordinal: number;
}

export function toStoredCompany({ seq: _seq, ...row }: CompanyRow): StoredCompany {
  return {
    ...row,
    fetched_at: new Date(row.fetched_at),
    created_at: new Date(row.created_at),
    updated_at: new Date(row.updated_at),
  };
}

export function toPosition({ title, start_date, end_date, is_current }: LinkRow): Position {
  return { title, start_date, end_date, is_current };
}

/** The columns that are the company itself, and nothing else that the value may carry along. */
export function toCompanyColumns(company: Company): Company {
  const {
    linkedin_id,
    slug,
    company_name,
    linkedin_url,
    description,
    tagline,
    domain,
    website,
    industries,
    specialties,
    employee_count,
    employee_range,
    followers,
    year_founded,
    logo_url,
    city,
    region,
    country_code,
    address,
  } = company;
  return {
    linkedin_id,
    slug,
    company_name,
    linkedin_url,
    description,
    tagline,
    domain,
    website,
    industries,
    specialties,
    employee_count,
    employee_range,
    followers,
    year_founded,
    logo_url,
    city,
    region,
    country_code,
    address,
  };
}
