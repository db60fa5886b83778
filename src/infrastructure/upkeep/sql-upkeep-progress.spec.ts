import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../../test/support/embedded-database.js';
import { EmbeddedSqlDatabase } from '../postgres/embedded/embedded-sql-database.js';
import { SqlUpkeepProgress } from './sql-upkeep-progress.js';

let embedded: EmbeddedDatabase;
beforeAll(async () => void (embedded = await openEmbeddedDatabase()));
afterAll(() => removeEmbeddedDatabase(embedded));

it('is kept in a database that has no tables of jobs yet, for any number of processes', async () => {
  const database = new EmbeddedSqlDatabase(embedded.postgres);
  await database.query('drop schema jobs cascade');
  const processes = [1, 2, 3].map(() => new SqlUpkeepProgress(database));
  expect(await Promise.all(processes.map((progress) => progress.read('sweep')))).toEqual([null, null, null]);
});

it('returns what each task saved last, in any process', async () => {
  const database = new EmbeddedSqlDatabase(embedded.postgres);
  const progress = new SqlUpkeepProgress(database);
  expect(await progress.read('sweep')).toBeNull();
  await progress.save('sweep', { after: 'a' });
  await progress.save('clean', [1, null]);
  await progress.save('sweep', { after: 'b' });
  expect(await new SqlUpkeepProgress(database).read('sweep')).toEqual({ after: 'b' });
  expect(await progress.read('clean')).toEqual([1, null]);
});
