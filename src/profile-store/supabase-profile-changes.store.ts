import { Injectable } from '@nestjs/common';
import { decodeCursor, pageRows } from '../common/pagination/cursor.js';
import type { PageRequest, PageRows } from '../common/pagination/page.js';
import { isUuid } from '../common/validation/uuid.js';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import type { ChangeField, ProfileChange } from '../model/profile-change.js';
import { ProfileChanges } from './profile-changes.store.js';

type ChangeRow = Omit<ProfileChange, 'at'> & { seq: number; at: string };

@Injectable()
export class SupabaseProfileChanges extends ProfileChanges {
  constructor(private readonly supabase: SupabaseGateway) {
    super();
  }

  override async ofProfile(
    id: string,
    { limit, cursor }: PageRequest,
    field?: ChangeField,
  ): Promise<PageRows<ProfileChange> | null> {
    if (!isUuid(id)) return null;
    const rows = await this.supabase.call<ChangeRow[] | null>('changes_of_profile', {
      p_profile_id: id,
      p_limit: limit + 1,
      p_before: cursor === undefined ? null : decodeCursor(cursor, 1)[0],
      p_field: field ?? null,
    });
    return rows && pageRows(rows, limit, ({ seq }) => [seq], toChange);
  }
}

function toChange({ seq: _seq, at, ...change }: ChangeRow): ProfileChange {
  return { at: new Date(at), ...change };
}
