import { afterAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CreditStore } from '../../src/credits/credit.store.js';
import { SqlCreditStore } from '../../src/credits/sql-credit.store.js';
import { EmbeddedSqlDatabase } from '../../src/infrastructure/postgres/embedded/embedded-sql-database.js';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import { isFullExtent } from '../support/extent.js';
import { InMemoryCreditStore } from '../support/in-memory-credit.store.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { describeCreditStore } from './credit-store.contract.js';

const RUNS = isFullExtent ? 100 : 15;

let embedded: EmbeddedDatabase;
const servers: RealPostgres[] = [];
const connections: PgConnections[] = [];
afterAll(async () => {
  await removeEmbeddedDatabase(embedded);
  for (const connection of connections) await connection.close();
  for (const server of servers) await server.close();
});

function storeAt(url: string): CreditStore {
  const opened = PgConnections.to(url);
  connections.push(opened);
  return new SqlCreditStore(new PgSqlDatabase(opened));
}

async function serverDatabase(): Promise<string> {
  const server = await openRealPostgres();
  if (server === null) throw new Error('There is no Postgres');
  servers.push(server);
  return server.database();
}

describeCreditStore('memory', async () => new InMemoryCreditStore(), RUNS);

describeCreditStore(
  'the embedded database',
  async () => {
    embedded = await openEmbeddedDatabase();
    return new SqlCreditStore(new EmbeddedSqlDatabase(embedded.postgres));
  },
  RUNS,
);

describeWith([POSTGRES], 'on a server', () =>
  describeCreditStore('Postgres', async () => storeAt(await serverDatabase()), RUNS),
);

describeWith([POSTGRES], 'two processes on one Postgres', () => {
  it('that race for the credits of a job never hold or spend more than its limit, and use all of them', async () => {
    const url = await serverDatabase();
    const stores = [storeAt(url), storeAt(url)];
    const job_id = randomUUID();
    const limit = 60;
    await Promise.all(stores.map((store) => store.open(job_id, limit)));
    let billed = 0;
    // Each process asks for three, is billed for two of them, and gives the third back, until it gets none.
    const work = async (store: CreditStore) => {
      const holder = randomUUID();
      for (let move = 1, held = 0; ; move += 1) {
        const bill = Math.min(held, 2);
        const spent = bill === 0 ? [] : [{ source: 'one', key_name: 'ann', credits: bill }];
        const { granted } = await store.move({ job_id, holder, move, released: held, spent, wanted: [1, 1, 1] });
        billed += bill;
        held = granted.filter(Boolean).length;
        const [state] = await stores[0]!.states([job_id]);
        expect(state!.spent + state!.reserved).toBeLessThanOrEqual(limit);
        if (held === 0) return;
      }
    };
    await Promise.all(stores.map(work));
    expect(billed).toBe(limit);
    expect(await stores[0]!.states([job_id])).toEqual([{ limit, spent: limit, reserved: 0 }]);
  });
});
