import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Environment } from '../config/read-config.js';
import { freePort } from '../../scripts/lib/free-port.ts';
import { describeWith } from '../../test/support/needed-programs.js';
import { POSTGRES, openRealPostgres, type RealPostgres } from '../../test/support/real-postgres.js';
import { MigrationError } from '../infrastructure/postgres/migrations/migration.error.js';
import { migrateCommand } from './migrate-command.js';
import { migrateProblem } from './migrate-problem.js';
import { checkOutput, migrationOutput } from './migrate-output.js';

const migration = { version: '20261122000001', name: 'profile_store', sql: '' };
const foreign = { version: '20990101000000', name: 'later' };

async function run(variables: Environment, ...given: string[]) {
  const lines: { out: string[]; err: string[] } = { out: [], err: [] };
  const code = await migrateCommand(given, variables, {
    out: (line) => lines.out.push(line),
    err: (line) => lines.err.push(line),
  });
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
}

describe('npm run db:migrate', () => {
  it('wants DATABASE_URL, and no other setting', async () => {
    expect(await run({ NODE_ENV: 'production', PORT: 'x' })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/DATABASE_URL must be set .* session pooler \(port 5432\)/),
    });
  });

  it('refuses the transaction pooler, and shows no password', async () => {
    const { code, err } = await run({ DATABASE_URL: 'postgres://postgres.x:s3cret@pooler.supabase.com:6543/postgres' });
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/must not point to the transaction pooler .* use the direct connection/),
    });
    expect(err).not.toContain('s3cret');
  });

  it('says that nobody listens', async () => {
    const port = await freePort();
    const { code, out, err } = await run({ DATABASE_URL: `postgres://someone:s3cret@127.0.0.1:${port}/x` });
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/Nothing is listening on the host and port/) });
    expect(out + err).not.toContain('s3cret');
  });

  it('knows one option', async () => {
    expect(await run({}, '--chek')).toMatchObject({ code: 1, err: expect.stringContaining('--check') });
  });
});

describeWith([POSTGRES], 'npm run db:migrate on a Postgres without pgvector', () => {
  let server: RealPostgres;
  let DATABASE_URL: string;
  beforeAll(async () => {
    server = (await openRealPostgres())!;
    DATABASE_URL = await server.database();
  });
  afterAll(() => server.close());

  it('says what is missing, and that pgvector is', async () => {
    const check = await run({ DATABASE_URL }, '--check');
    expect(check).toMatchObject({ code: 1, err: '' });
    expect(check.out).toMatch(/missing +20261122000001_profile_store\n[\s\S]*to apply: run "npm run db:migrate"/);
    if (!server.isThrownAway) return;
    expect(await run({ DATABASE_URL })).toMatchObject({
      code: 1,
      err: 'The extension vector is not available: install it on the database server (pgvector provides vector), or use a server that has it.',
    });
  });

  it('says what the user may not do', async () => {
    const url = new URL(DATABASE_URL);
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
    const name = `weak_${process.pid}`;
    await client.query(`create role ${name} login password 'weak'`);
    url.username = name;
    url.password = 'weak';
    expect(await run({ DATABASE_URL: url.href })).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /requires permissions that the user in DATABASE_URL does not have .*: connect as the owner/,
      ),
    });
    await client.query(`drop role ${name}`);
    await client.end();
  });
});

describe('what db:migrate prints', () => {
  it.each([
    [migrationOutput({ applied: [], foreign: [] }), 'Nothing to do: all migrations are applied.'],
    [
      migrationOutput({ applied: [migration], foreign: [foreign] }),
      [
        '  applied     20261122000001_profile_store',
        '  left alone  20990101000000_later',
        'Migrations listed as "left alone" are not part of this release: they are from a newer release, or your own.',
        'Applied 1 migration.',
      ].join('\n'),
    ],
    [checkOutput({ missing: [], foreign: [] }), 'All migrations are applied.'],
  ])('%s', (printed, expected) => expect(printed).toBe(expected));

  it.each([
    ['0A000', 'extension "vector" is not available', /^The extension vector is not available: install it/],
    [
      '42501',
      'permission denied to create extension "vector"',
      /^The user in DATABASE_URL is not allowed to create the extension/,
    ],
    ['42501', 'permission denied for schema public', /^The migration 2026\d+_profile_store requires permissions that/],
    ['42P07', 'relation "profiles" already exists', /creates an object that already exists .* migration repair/],
    ['57P01', 'terminating connection', /closed the connection/],
    ['42601', 'syntax error', /could not be applied: syntax error\. No part of it was applied\.$/],
  ])('for %s %s', (code, message, sentence) => {
    const cause = Object.assign(new Error(message), { code, severity: 'ERROR' });
    expect(migrateProblem(new MigrationError(migration, cause))).toMatch(sentence);
  });

  it.each([
    ['28P01', /rejected the user name or password: correct them in DATABASE_URL/],
    ['ENOTFOUND', /host in DATABASE_URL cannot be resolved/],
  ])('for %s', (code, sentence) => {
    expect(migrateProblem(Object.assign(new Error('x'), { code }))).toMatch(sentence);
  });
});
