import { beforeAll, expect, it } from '@jest/globals';
import { toSaveProfileValues } from '../../src/profile-store/save-profile.values.js';
import { SupabaseProfileStore } from '../../src/profile-store/supabase-profile.store.js';
import { oncePerFile } from '../support/once-per-file.js';
import { describeWith } from '../support/needed-programs.js';
import { openPostgresGateway, type PostgresGateway } from '../support/postgres-gateway.js';
import { POSTGRES } from '../support/real-postgres.js';
import { until } from '../support/until.js';
import { day, numbered, saved } from './builders.js';
import { companyListsContract } from './company-lists.contract.js';
import { batchErasureContract } from './batch-erasure.contract.js';
import { batchesContract } from './batches.contract.js';
import { erasureStoreContract } from './erasure-store.contract.js';
import { knownPeopleContract } from './known-people.contract.js';
import { memberIdentityContract } from './member-identity.contract.js';
import { profileAnswersContract } from './profile-answers.contract.js';
import { profileCallsContract } from './profile-calls.contract.js';
import { profileChangesContract } from './profile-changes.contract.js';
import { profileExportContract } from './profile-export.contract.js';
import { profileFiltersContract } from './profile-filters.contract.js';
import { profileSearchContract } from './profile-search.contract.js';
import { reprocessContract } from './reprocess.contract.js';
import { profileSummariesContract } from './profile-summaries.contract.js';
import { searchRankingContract } from './search-ranking.contract.js';
import { suppressionsContract } from './suppressions.contract.js';
import type { Stores } from './profile-store.contract.js';
import { digester, storesOn } from './profile-store.stores.js';

const opened = oncePerFile(openPostgresGateway);

/** Debian's Postgres has no pgvector. */
const searchWithoutVectorsContract = (driver: string, open: () => Promise<Stores>) =>
  profileSearchContract(driver, open, false);
const rankingWithoutVectorsContract = (driver: string, open: () => Promise<Stores>) =>
  searchRankingContract(driver, open, false);

// The other drivers run one call after the other.
describeWith([POSTGRES], 'on a server', () => {
  for (const contract of [
    memberIdentityContract,
    profileAnswersContract,
    profileCallsContract,
    knownPeopleContract,
    profileSummariesContract,
    profileExportContract,
    profileFiltersContract,
    searchWithoutVectorsContract,
    rankingWithoutVectorsContract,
    profileChangesContract,
    reprocessContract,
    companyListsContract,
    erasureStoreContract,
    batchErasureContract,
    batchesContract,
    suppressionsContract,
  ]) {
    contract('a Postgres server', async () => {
      const { gateway, pool } = await opened();
      const behind = async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows as unknown[];
      return storesOn(gateway, behind);
    });
  }
});

describeWith([POSTGRES], 'a row that is merged away while others wait for it', () => {
  let server: PostgresGateway;
  let profiles: SupabaseProfileStore;
  beforeAll(async () => {
    server = await opened();
    profiles = new SupabaseProfileStore(server.gateway, digester);
  });

  /** Runs the call while another one has merged the rows of `kept` and `dropped`, and has not ended yet. */
  async function whileMerging<T>(kept: string, dropped: string, call: () => Promise<T>): Promise<T> {
    const client = await server.pool.connect();
    await client.query('begin');
    const joining = toSaveProfileValues(numbered(dropped, null, day(2), {}, { requested_slug: kept }), digester);
    await client.query('select save_profiles($1)', [JSON.stringify([joining])]);
    const waiting = call();
    await until(async () => {
      const { rows } = await server.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length > 0 || null;
    });
    await client.query('commit');
    client.release();
    return waiting;
  }

  async function twoRows(name: string): Promise<{ kept: string; dropped: string }> {
    const kept = await saved(profiles, numbered(`${name}-kept`, null, day(0)));
    const dropped = await saved(
      profiles,
      numbered(`${name}-dropped`, null, day(1), {}, { requested_slug: `${name}-alias` }),
    );
    return { kept: kept.profile.id, dropped: dropped.profile.id };
  }

  it('is saved under the id that it was merged into', async () => {
    const { kept, dropped } = await twoRows('save');
    const answer = numbered('save-alias', null, day(3), { about: 'newest' });
    const { profile } = await whileMerging('save-kept', 'save-dropped', () => saved(profiles, answer));
    expect(profile).toMatchObject({ id: kept, about: 'newest' });
    expect(await profiles.findById(dropped)).toEqual(profile);
    for (const slug of ['save-kept', 'save-dropped', 'save-alias'])
      expect(await profiles.findBySlug(slug)).toEqual(profile);
  });

  it('is deleted with the row that it was merged into', async () => {
    const { kept, dropped } = await twoRows('delete');
    expect(await whileMerging('delete-kept', 'delete-dropped', () => profiles.delete(dropped))).toBe(true);
    expect(await profiles.findById(kept)).toBeNull();
    expect(await profiles.findBySlug('delete-alias')).toBeNull();
  });
});
