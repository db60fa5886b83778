import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Place } from '../common/pagination/cursor.js';
import { InvalidCursorError } from '../common/pagination/page.js';
import type { TotalRelation } from '../common/pagination/page.js';
import { storable } from '../common/text/storable.js';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import type { FilterField, FilterNode } from '../model/profile-filter.js';
import { toVectorText } from './embedding.row.js';
import {
  ProfileSearch,
  type MatchedSearch,
  type Facet,
  type FacetQuery,
  type ScanPage,
  type SearchHit,
  type SearchPage,
  type SearchQuery,
  type SearchToMatch,
} from './profile-search.store.js';
import { toStoredProfile, type ProfileRow } from './profile.row.js';

/** What the cursor of a search holds: see search_profiles. */
type SearchPlace = [score: number, seq: number, until: number, is_any: number];
const PLACE_LENGTH = 4;

interface FoundProfiles {
  rows: (Omit<SearchHit, 'profile'> & { profile: ProfileRow })[];
  total: number;
  total_relation: TotalRelation;
  next: SearchPlace | null;
}

/** @throws InvalidCursorError */
function placeAt(cursor: string): Place {
  const place = decodeCursor(cursor, PLACE_LENGTH);
  if ((place.at(-1) ?? 0) > 1) throw new InvalidCursorError(cursor);
  return place;
}

@Injectable()
export class SupabaseProfileSearch extends ProfileSearch {
  constructor(private readonly supabase: SupabaseGateway) {
    super();
  }

  override async search({ vector, cursor, ...query }: SearchQuery): Promise<SearchPage> {
    const p_query = storable({
      ...query,
      vector: vector && toVectorText(vector.vector),
      model: vector?.model ?? null,
      cursor: cursor === undefined ? null : placeAt(cursor),
    });
    const found = await this.supabase.call<FoundProfiles>('search_profiles', { p_query });
    return {
      hits: found.rows.map(({ profile, ...hit }) => ({ ...hit, profile: toStoredProfile(profile) })),
      next_cursor: found.next && encodeCursor(found.next),
      total: { value: found.total, relation: found.total_relation },
    };
  }

  override facets(field: FilterField, { starts_with, filter, limit }: FacetQuery): Promise<Facet[]> {
    return this.supabase.call<Facet[]>('profile_facets', {
      p_field: field,
      p_starts_with: storable(starts_with ?? ''),
      p_filter: storable(filter ?? null),
      p_limit: limit,
    });
  }

  override matching(profile_ids: readonly string[], searches: readonly SearchToMatch[]): Promise<MatchedSearch[]> {
    const p_searches = searches.map(({ similar, since, ...search }) => ({
      ...search,
      vector: similar && toVectorText(similar.vector),
      model: similar?.model ?? null,
      min_similarity: similar?.least ?? null,
      since: since.toISOString(),
    }));
    return this.supabase.call<MatchedSearch[]>('profiles_matching', {
      p_ids: profile_ids,
      p_searches: storable(p_searches),
    });
  }

  override async scan(filter: FilterNode | null, after: number | null, limit: number): Promise<ScanPage> {
    const values = { p_filter: storable(filter), p_after: after, p_limit: limit };
    const { rows, next } = await this.supabase.call<{ rows: ProfileRow[]; next: number | null }>(
      'scan_profiles',
      values,
    );
    return { profiles: rows.map(toStoredProfile), next };
  }
}
