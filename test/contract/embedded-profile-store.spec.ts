import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { rejectLikePostgrest } from '../support/postgrest-rejection.js';
import { knownPeopleContract } from './known-people.contract.js';
import { memberIdentityContract } from './member-identity.contract.js';
import { profileAnswersContract } from './profile-answers.contract.js';
import { profileStoreContract } from './profile-store.contract.js';
import { profileSummariesContract } from './profile-summaries.contract.js';
import { storesOn } from './profile-store.stores.js';

for (const contract of [
  profileStoreContract,
  memberIdentityContract,
  profileAnswersContract,
  knownPeopleContract,
  profileSummariesContract,
]) {
  contract('the embedded database', async () => {
    const database = await openEmbeddedDatabase();
    const { driver } = await database.postgres.connection();
    await rejectLikePostgrest(database.supabase);
    const behind = async (text: string, values: unknown[] = []) => (await driver.query(text, values)).rows;
    return storesOn(database.supabase, behind, () => removeEmbeddedDatabase(database));
  });
}
