import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../../../test/support/embedded-database.js';
import { ensureClusterFiles } from './cluster-files.js';
import { migrate } from './migrate.js';
import { readMigrations } from './migrations.js';

describe('the embedded Postgres', () => {
  let parent: string;
  beforeEach(async () => void (parent = await mkdtemp(join(tmpdir(), 'embedded-postgres-'))));
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('begins again when its first start was killed half-way', async () => {
    const directory = join(parent, 'postgres');
    await mkdir(`${directory}.incoming/base`, { recursive: true });
    await writeFile(`${directory}.incoming/PG_VERSION`, '18');
    await ensureClusterFiles(directory);
    expect(existsSync(join(directory, 'pg_wal'))).toBe(true);
    expect(await readdir(parent)).toEqual(['postgres']);
  });

  it('is opened once for all who use it', async () => {
    const database = await openEmbeddedDatabase();
    expect(await database.postgres.connection()).toBe(await database.postgres.connection());
    await removeEmbeddedDatabase(database);
  });

  it('applies each migration once, and none of one that fails', async () => {
    const database = await openEmbeddedDatabase();
    const { driver } = await database.postgres.connection();
    const counting = {
      version: '1',
      name: 'counting',
      sql: 'create table counted (n int); insert into counted values (1)',
    };
    await migrate(driver, [counting]);
    await migrate(driver, [counting]);
    const failing = { version: '2', name: 'failing', sql: 'insert into counted values (2); select no_such_function()' };
    await expect(migrate(driver, [counting, failing])).rejects.toThrow(/no_such_function/);
    expect((await driver.query('select n from counted')).rows).toEqual([{ n: 1 }]);
    await removeEmbeddedDatabase(database);
  });

  it('shuts every other role out of the tables and functions', async () => {
    const database = await openEmbeddedDatabase();
    await database.supabase.open();
    const { driver } = await database.postgres.connection();
    const { rows } = await driver.query(`
      select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity
      union all select proname from pg_proc
        where pronamespace = 'public'::regnamespace and has_function_privilege('anon', oid, 'execute')`);
    expect(rows).toEqual([]);
    await removeEmbeddedDatabase(database);
  });

  it('has migrations that are named as the Supabase CLI names them', async () => {
    for (const { version, name } of await readMigrations()) expect(`${version}_${name}`).toMatch(/^\d{14}_[a-z_]+$/);
  });
});
