import type { CompanyReference } from '../model/company-reference.js';
import type { StoredCompany } from '../model/company.js';
import type { StoredProfile } from '../model/profile.js';
import type { Page, PageRequest } from '../common/pagination/page.js';

/** All given conditions must hold; `name` and `industry` are matched anywhere in the field, whatever their case. */
export interface CompanyFilter {
  name?: string;
  domain?: string;
  industry?: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
}

/** A position a member held at a stored company. */
export interface Position {
  title: string | null;
  start_date: string | null;
  end_date: string | null;
  is_current: boolean;
}

/** A company as one profile names it: once per position. */
export interface CompanyOfProfile extends Position {
  company: StoredCompany;
}

export interface ProfileOfCompany extends Position {
  profile: StoredProfile;
}

export interface ScannedCompanies {
  companies: StoredCompany[];
  next: number | null;
}

export abstract class CompanyStore {
  /** The stored companies among the references, by any of their keys; unordered, without duplicates. */
  abstract findByReferences(references: readonly CompanyReference[]): Promise<StoredCompany[]>;
  abstract findById(id: string): Promise<StoredCompany | null>;
  /** Newest first. At most 10,000 are counted. */
  abstract list(filter: CompanyFilter, page: PageRequest): Promise<Page<StoredCompany>>;
  /** Oldest first: the companies after a position, and the position after which the next ones come; null if there are none. */
  abstract scan(filter: CompanyFilter, after: number | null, limit: number): Promise<ScannedCompanies>;
  /** Current positions first, then by start, latest first. */
  abstract ofProfile(profileId: string): Promise<CompanyOfProfile[]>;
  abstract profilesOf(companyId: string, page: PageRequest): Promise<Page<ProfileOfCompany>>;
}
