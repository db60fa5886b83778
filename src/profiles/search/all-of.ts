import { storable } from '../../common/text/storable.js';
import type { FilterField, FilterNode } from '../../model/profile-filter.js';
import type { ProfileFilters } from '../dto/profile-filters.dto.js';

/** A filter that matches if all of the given ones do; null, which matches all people, if there are none. */
export function allOf(filters: readonly FilterNode[]): FilterNode | null {
  const [first, ...others] = filters;
  if (!first) return null;
  return others.length === 0 ? first : { op: 'and', conditions: [...filters] };
}

/** The simple filters of a request as conditions. */
export function conditionsOf({ name, company, location, suggested_role }: ProfileFilters): FilterNode[] {
  return [
    ...contains('name', name),
    ...contains('current_company', company),
    ...contains('location', location),
    ...(suggested_role ? [{ field: 'suggested_role', type: '=', value: suggested_role } as const] : []),
  ];
}

/** An empty text is part of every text. */
function contains(field: FilterField, text: string | undefined): FilterNode[] {
  const value = storable(text ?? '');
  return value === '' ? [] : [{ field, type: 'contains', value }];
}
