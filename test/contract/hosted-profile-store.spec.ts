import { hostedSupabase } from '../../src/infrastructure/supabase/hosted-supabase.js';
import { checkSchema } from '../../src/profile-store/schema-check.js';
import { isFullExtent } from '../support/extent.js';
import { describeWith, THOROUGHNESS } from '../support/needed-programs.js';
import { oncePerFile } from '../support/once-per-file.js';
import { SupabaseStandIn } from '../support/supabase-stand-in.js';
import { openSupabaseProject } from './supabase-project.js';
import { companyListsContract } from './company-lists.contract.js';
import { batchErasureContract } from './batch-erasure.contract.js';
import { erasureStoreContract } from './erasure-store.contract.js';
import { knownPeopleContract } from './known-people.contract.js';
import { memberIdentityContract } from './member-identity.contract.js';
import { profileAnswersContract } from './profile-answers.contract.js';
import { profileCallsContract } from './profile-calls.contract.js';
import { profileStoreContract } from './profile-store.contract.js';
import { profileExportContract } from './profile-export.contract.js';
import { profileFiltersContract } from './profile-filters.contract.js';
import { profileSearchContract } from './profile-search.contract.js';
import { profileSummariesContract } from './profile-summaries.contract.js';
import { searchRankingContract } from './search-ranking.contract.js';
import type { Stores } from './profile-store.contract.js';
import { storesOn } from './profile-store.stores.js';

// Not settings of the service: a project in which the suite may create and delete rows, and its database.
const {
  CONTRACT_SUPABASE_URL: url,
  CONTRACT_SUPABASE_SERVICE_ROLE_KEY: key,
  CONTRACT_DATABASE_URL: database,
} = process.env;

const opened = oncePerFile(async () => {
  const project = await SupabaseStandIn.open();
  const gateway = hostedSupabase(project.url, project.secretKey, checkSchema);
  const close = async () => {
    gateway.close();
    await project.close();
  };
  return { project, gateway, close };
});

type Contract = (driver: string, open: () => Promise<Stores>) => void;

// What many rows, large answers and all filters cost would be paid again: they are those of the embedded database.
const fewCompaniesContract: Contract = (driver, open) => companyListsContract(driver, open, isFullExtent);
const fewKnownPeopleContract: Contract = (driver, open) => knownPeopleContract(driver, open, isFullExtent);
const smallCallsContract: Contract = (driver, open) => profileCallsContract(driver, open, isFullExtent);
const valuesOfFiltersContract: Contract = (driver, open) => profileFiltersContract(driver, open, isFullExtent ? 20 : 0);

/** Every function of the database with every kind of argument, result and error, over HTTP. */
const CALLS: Contract[] = [
  profileStoreContract,
  smallCallsContract,
  fewKnownPeopleContract,
  profileSummariesContract,
  profileExportContract,
  valuesOfFiltersContract,
  profileSearchContract,
  fewCompaniesContract,
  erasureStoreContract,
  batchErasureContract,
];
/** What the same functions decide in the database, as they do in the embedded one. */
const DECISIONS: Contract[] = [memberIdentityContract, profileAnswersContract, searchRankingContract];

const overHttp = async () => {
  const { project, gateway } = await opened();
  const behind = async (text: string, values: unknown[] = []) => (await project.database.query(text, values)).rows;
  return storesOn(gateway, behind);
};
for (const contract of CALLS) contract('Supabase over HTTP', overHttp);
describeWith([THOROUGHNESS], 'decisions of the database', () => {
  for (const contract of DECISIONS) contract('Supabase over HTTP', overHttp);
});

if (url && key && database) {
  for (const contract of [...CALLS, ...DECISIONS]) {
    contract(new URL(url).host, async () => {
      const { behind, clear, close } = await openSupabaseProject(database);
      const gateway = hostedSupabase(url, key, checkSchema);
      const stores = storesOn(gateway, behind, async () => {
        gateway.close();
        await close();
      });
      return { ...stores, clear };
    });
  }
}
