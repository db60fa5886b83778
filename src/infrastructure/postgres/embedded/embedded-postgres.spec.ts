import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../../../../test/support/embedded-database.js';
import { ensureClusterFiles } from './cluster-files.js';

describe('the embedded Postgres', () => {
  let parent: string;
  beforeEach(async () => void (parent = await mkdtemp(join(tmpdir(), 'embedded-postgres-'))));
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('starts over if its first start was killed halfway', async () => {
    const directory = join(parent, 'postgres');
    await mkdir(`${directory}.incoming/base`, { recursive: true });
    await writeFile(`${directory}.incoming/PG_VERSION`, '18');
    await ensureClusterFiles(directory);
    expect(existsSync(join(directory, 'pg_wal'))).toBe(true);
    expect(await readdir(parent)).toEqual(['postgres']);
  });

  it('is opened once for all callers', async () => {
    const database = await openEmbeddedDatabase();
    expect(await database.postgres.driver()).toBe(await database.postgres.driver());
    await removeEmbeddedDatabase(database);
  });

  it('uses the index of a table that was small when a function was planned', async () => {
    const database = await openEmbeddedDatabase();
    const driver = await database.postgres.driver();
    await driver.exec('create table small (id int primary key); insert into small select generate_series(1, 100)');
    const { rows } = await driver.query<{ 'QUERY PLAN': string }>('explain select from small where id = 7');
    expect(rows[0]?.['QUERY PLAN']).toMatch(/^Index Only Scan/);
    await removeEmbeddedDatabase(database);
  });
});
