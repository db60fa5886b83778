import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { profileStoreContract } from './profile-store.contract.js';
import { storesOn } from './profile-store.stores.js';

profileStoreContract('the embedded database', async () => {
  const database = await openEmbeddedDatabase();
  const { driver } = await database.postgres.connection();
  const behind = async (text: string, values: unknown[] = []) => (await driver.query(text, values)).rows;
  return storesOn(database.supabase, behind, () => removeEmbeddedDatabase(database));
});
