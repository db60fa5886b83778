import { Injectable } from '@nestjs/common';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import type { CompanyReference } from '../model/company-reference.js';
import type { StoredCompany } from '../model/company.js';
import { toPosition, toStoredCompany, type CompanyRow, type LinkRow } from './company.row.js';
import {
  CompanyStore,
  type CompanyFilter,
  type CompanyOfProfile,
  type ProfileOfCompany,
  type ScannedCompanies,
} from './company.store.js';
import { decodeCursor, pageOf, type Place } from '../common/pagination/cursor.js';
import { InvalidCursorError, type Page, type PageRequest, type TotalRelation } from '../common/pagination/page.js';
import { toStoredProfile, type ProfileRow } from './profile.row.js';
import { storable } from '../common/text/storable.js';
import { isUuid } from '../common/validation/uuid.js';

interface ListedCompanies {
  rows: CompanyRow[];
  total: number;
  total_relation: TotalRelation;
}

/** Largest `integer`, as which the store has the place of a position in its profile. */
const MOST = 2_147_483_647;

/** @throws InvalidCursorError */
function placeAt(cursor: string): Place {
  const place = decodeCursor(cursor, 2);
  if ((place.at(-1) ?? 0) > MOST) throw new InvalidCursorError(cursor);
  return place;
}

@Injectable()
export class SupabaseCompanyStore extends CompanyStore {
  constructor(private readonly supabase: SupabaseGateway) {
    super();
  }

  override async findByReferences(references: readonly CompanyReference[]): Promise<StoredCompany[]> {
    if (references.length === 0) return [];
    const p_references = storable(references.map(({ linkedin_id, slug }) => ({ linkedin_id, slug })));
    const rows = await this.supabase.call<CompanyRow[]>('find_companies', { p_references });
    return rows.map(toStoredCompany);
  }

  override async findById(id: string): Promise<StoredCompany | null> {
    if (!isUuid(id)) return null;
    const row = await this.supabase.call<CompanyRow | null>('company_with_id', { p_id: id });
    return row && toStoredCompany(row);
  }

  override async list(filter: CompanyFilter, { limit, cursor }: PageRequest): Promise<Page<StoredCompany>> {
    const found = await this.supabase.call<ListedCompanies>('list_companies', {
      p_filter: storable(filter),
      p_limit: limit + 1,
      p_after: cursor === undefined ? null : decodeCursor(cursor, 1)[0],
    });
    return pageOf(found, limit, ({ seq }) => [seq], toStoredCompany);
  }

  override async scan(filter: CompanyFilter, after: number | null, limit: number): Promise<ScannedCompanies> {
    const values = { p_filter: storable(filter), p_limit: limit, p_after: after };
    const rows = await this.supabase.call<CompanyRow[]>('scan_companies', values);
    const next = rows.length < limit ? null : (rows.at(-1)?.seq ?? null);
    return { companies: rows.map(toStoredCompany), next };
  }

  override async ofProfile(profileId: string): Promise<CompanyOfProfile[]> {
    if (!isUuid(profileId)) return [];
    const rows = await this.supabase.call<(LinkRow & { company: CompanyRow })[]>('companies_of_profile', {
      p_profile_id: profileId,
    });
    return rows.map((row) => ({ ...toPosition(row), company: toStoredCompany(row.company) }));
  }

  override async profilesOf(companyId: string, { limit, cursor }: PageRequest): Promise<Page<ProfileOfCompany>> {
    const [after, position = null] = cursor === undefined ? [null] : placeAt(cursor);
    if (!isUuid(companyId)) return { rows: [], next_cursor: null, total: 0 };
    const found = await this.supabase.call<{ rows: (LinkRow & { profile: ProfileRow })[]; total: number }>(
      'profiles_of_company',
      { p_company_id: companyId, p_limit: limit + 1, p_after_profile: after, p_after_position: position },
    );
    return pageOf(
      found,
      limit,
      (row) => [row.profile.seq, row.ordinal],
      (row) => ({ ...toPosition(row), profile: toStoredProfile(row.profile) }),
    );
  }
}
