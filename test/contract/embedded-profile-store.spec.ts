import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { oncePerFile } from '../support/once-per-file.js';
import { rejectLikePostgrest } from '../support/postgrest-rejection.js';
import { companyListsContract } from './company-lists.contract.js';
import { batchErasureContract } from './batch-erasure.contract.js';
import { batchesContract } from './batches.contract.js';
import { erasureStoreContract } from './erasure-store.contract.js';
import { knownPeopleContract } from './known-people.contract.js';
import { memberIdentityContract } from './member-identity.contract.js';
import { profileAnswersContract } from './profile-answers.contract.js';
import { profileChangesContract } from './profile-changes.contract.js';
import { reprocessContract } from './reprocess.contract.js';
import { profileCallsContract } from './profile-calls.contract.js';
import { profileStoreContract } from './profile-store.contract.js';
import { profileExportContract } from './profile-export.contract.js';
import { profileFiltersContract } from './profile-filters.contract.js';
import { profileSearchContract } from './profile-search.contract.js';
import { profileSummariesContract } from './profile-summaries.contract.js';
import { searchRankingContract } from './search-ranking.contract.js';
import { suppressionsContract } from './suppressions.contract.js';
import { storesOn } from './profile-store.stores.js';

const opened = oncePerFile(async () => {
  const database = await openEmbeddedDatabase();
  await rejectLikePostgrest(database.supabase);
  return { ...database, close: () => removeEmbeddedDatabase(database) };
});

for (const contract of [
  profileStoreContract,
  memberIdentityContract,
  profileAnswersContract,
  profileCallsContract,
  knownPeopleContract,
  profileSummariesContract,
  profileExportContract,
  profileFiltersContract,
  profileSearchContract,
  searchRankingContract,
  profileChangesContract,
  reprocessContract,
  companyListsContract,
  erasureStoreContract,
  batchErasureContract,
  batchesContract,
  suppressionsContract,
]) {
  contract('the embedded database', async () => {
    const { postgres, supabase } = await opened();
    const driver = await postgres.driver();
    const behind = async (text: string, values: unknown[] = []) => (await driver.query(text, values)).rows;
    return storesOn(supabase, behind);
  });
}
