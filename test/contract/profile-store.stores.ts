import type { SupabaseGateway } from '../../src/infrastructure/supabase/supabase-gateway.js';
import { SupabaseBatchErasureStore } from '../../src/profile-store/supabase-batch-erasure.store.js';
import { SupabaseBatchStore } from '../../src/profile-store/supabase-batch.store.js';
import { SupabaseCompanyStore } from '../../src/profile-store/supabase-company.store.js';
import { SupabaseErasureStore } from '../../src/profile-store/supabase-erasure.store.js';
import { SupabaseEmbeddingStore } from '../../src/profile-store/supabase-embedding.store.js';
import { SupabaseProfileChanges } from '../../src/profile-store/supabase-profile-changes.store.js';
import { SupabaseProfileSearch } from '../../src/profile-store/supabase-profile-search.js';
import { SupabaseProfileStore } from '../../src/profile-store/supabase-profile.store.js';
import { SupabaseReprocessStore } from '../../src/profile-store/supabase-reprocess.store.js';
import { SupabaseKnownPeople } from '../../src/profile-store/supabase-known-people.store.js';
import { SupabaseSuppressionStore } from '../../src/profile-store/supabase-suppression.store.js';
import { PersonDigester } from '../../src/suppression/person-digester.js';
import { clearTables } from '../support/clear-tables.js';
import { settings } from '../support/settings.js';
import type { Stores } from './profile-store.contract.js';

/** Runs one statement without the gateway; returns its rows. */
export type Behind = (text: string, values?: unknown[]) => Promise<unknown[]>;

/** Of everything that these stores know about suppressed people. */
export const digester = new PersonDigester('the key of the tests', true);

const CLEAR = clearTables(
  'profiles',
  'companies',
  'batches',
  'lookup_misses',
  'suppressions',
  'suppression_key',
  'reprocess_runs',
);

/** The ten stores on one gateway, with a way to look behind it. Every contract clears them, so they may be those of another one. */
export function storesOn(gateway: SupabaseGateway, behind: Behind, close = async () => {}): Stores {
  return {
    profiles: new SupabaseProfileStore(gateway, digester),
    search: new SupabaseProfileSearch(gateway),
    companies: new SupabaseCompanyStore(gateway),
    batches: new SupabaseBatchStore(gateway, digester),
    embeddings: new SupabaseEmbeddingStore(gateway),
    changes: new SupabaseProfileChanges(gateway),
    known: new SupabaseKnownPeople(gateway, digester, settings()),
    reprocessing: new SupabaseReprocessStore(gateway),
    erasures: new SupabaseErasureStore(gateway),
    batchErasures: new SupabaseBatchErasureStore(gateway, digester),
    suppressions: (of) => new SupabaseSuppressionStore(gateway, of),
    behind,
    clear: async () => void (await behind(CLEAR)),
    close,
  };
}
