import { SupabaseBatchStore } from '../../src/profile-store/supabase-batch.store.js';
import { SupabaseCompanyStore } from '../../src/profile-store/supabase-company.store.js';
import { SupabaseEmbeddingStore } from '../../src/profile-store/supabase-embedding.store.js';
import { SupabaseProfileStore } from '../../src/profile-store/supabase-profile.store.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { profileStoreContract, type Stores } from './profile-store.contract.js';

profileStoreContract('the embedded database', async (): Promise<Stores> => {
  const database = await openEmbeddedDatabase();
  const { driver } = await database.postgres.connection();
  return {
    profiles: new SupabaseProfileStore(database.supabase),
    companies: new SupabaseCompanyStore(database.supabase),
    batches: new SupabaseBatchStore(database.supabase),
    embeddings: new SupabaseEmbeddingStore(database.supabase),
    rawOf: async (profileId) => {
      const { rows } = await driver.query<{ payload: string }>(
        'select payload::text as payload from raw_payloads where profile_id = $1',
        [profileId],
      );
      return rows[0]?.payload ?? null;
    },
    clear: async () => {
      await driver.exec('truncate profiles, companies, batches cascade');
    },
    close: () => removeEmbeddedDatabase(database),
  };
});
