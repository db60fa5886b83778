import { describe, it } from '@jest/globals';
import { openPostgresGateway } from '../support/postgres-gateway.js';
import { hasRealPostgres } from '../support/real-postgres.js';
import { memberIdentityContract } from './member-identity.contract.js';
import { profileAnswersContract } from './profile-answers.contract.js';
import { storesOn } from './profile-store.stores.js';

// The other drivers run one call after the other.
if (hasRealPostgres) {
  for (const contract of [memberIdentityContract, profileAnswersContract]) {
    contract('a Postgres server', async () => {
      const { gateway, pool, close } = await openPostgresGateway();
      const behind = async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows as unknown[];
      return storesOn(gateway, behind, close);
    });
  }
} else {
  describe.skip('the profile store on a Postgres server', () => {
    it('needs one on this machine', () => {});
  });
}
