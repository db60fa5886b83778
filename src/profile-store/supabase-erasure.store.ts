import { Injectable } from '@nestjs/common';
import { storable } from '../common/text/storable.js';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import type { PersonKeys } from '../model/person-keys.js';
import type { PersonTraces } from '../model/person-traces.js';
import { ErasureStore, type ErasedProfiles } from './erasure.store.js';
import { retryConflicts } from './retry-conflicts.js';

/** Profiles deleted in one call, so that others never wait for long. */
const MAX_DELETED = 500;

@Injectable()
export class SupabaseErasureStore extends ErasureStore {
  constructor(private readonly supabase: SupabaseGateway) {
    super();
  }

  override members(keys: PersonKeys): Promise<PersonTraces[]> {
    return this.supabase.call<PersonTraces[]>('members_with_keys', { p_keys: keysOf(keys) });
  }

  override erase(keys: PersonKeys): Promise<ErasedProfiles> {
    return retryConflicts(() => this.supabase.call<ErasedProfiles>('erase_people', { p_keys: keysOf(keys) }));
  }

  override deleteFetchedBefore(date: Date): Promise<number> {
    const values = { p_before: date.toISOString(), p_limit: MAX_DELETED };
    return this.supabase.call<number>('delete_profiles_fetched_before', values);
  }
}

function keysOf({ slugs, linkedin_ids, emails }: PersonKeys): PersonKeys {
  return storable({ slugs, linkedin_ids, emails });
}
