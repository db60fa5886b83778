import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import pg from 'pg';
import { SUPABASE_BOOTSTRAP_SQL } from '../../src/infrastructure/postgres/migrations/supabase-bootstrap.js';
import { describeWith } from '../support/needed-programs.js';
import { OWN_POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { PSQL, initRoles, passwords } from './postgres-roles.js';

// Roles belong to a whole server, so the test needs a disposable one.
describeWith([OWN_POSTGRES, PSQL], 'deploy/compose/postgres/10-roles.sh', () => {
  let server: RealPostgres;
  let url: string;
  let owner: pg.Client;
  beforeAll(async () => {
    server = (await openRealPostgres())!;
    url = await server.database();
    await initRoles(url);
    owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query('create table profiles (id int); alter table profiles enable row level security');
    await owner.query('insert into profiles values (1); grant select on profiles to service_role');
  });
  afterAll(async () => {
    await owner?.end();
    await server?.close();
  });

  /** The result of the last of the statements for a role that logs in. */
  async function as(role: string, ...statements: string[]): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: Object.assign(new URL(url), { username: role }).href });
    await client.connect();
    try {
      for (const statement of statements.slice(0, -1)) await client.query(statement);
      return (await client.query(statements.at(-1)!)).rows as unknown[];
    } finally {
      await client.end();
    }
  }

  it('lets PostgREST assume each role of a token, and gives it none of their rights before', async () => {
    for (const role of ['anon', 'authenticated', 'service_role'])
      expect(await as('authenticator', `set role ${role}`, 'select current_user as me')).toEqual([{ me: role }]);
    await expect(as('authenticator', 'select * from profiles')).rejects.toMatchObject({ code: '42501' });
    await expect(as('authenticator', 'set role jobs')).rejects.toMatchObject({ code: '42501' });
    await expect(as('authenticator', 'set role postgres')).rejects.toMatchObject({ code: '42501' });
  });

  it('shows the profiles only to the service', async () => {
    expect(await as('authenticator', 'set role service_role', 'select * from profiles')).toEqual([{ id: 1 }]);
    for (const role of ['anon', 'authenticated'])
      await expect(as('authenticator', `set role ${role}`, 'select * from profiles')).rejects.toMatchObject({
        code: '42501',
      });
    await expect(as('jobs', 'select * from profiles')).rejects.toMatchObject({ code: '42501' });
  });

  it('lets the jobs create their own schemas, and PostgREST nothing', async () => {
    expect(await as('jobs', 'create schema pgboss', 'create table pgboss.job (id int)', 'table pgboss.job')).toEqual(
      [],
    );
    for (const statement of ['create schema x', 'create table public.x ()', 'create temp table x ()'])
      await expect(as('authenticator', statement)).rejects.toMatchObject({ code: '42501' });
    await expect(as('jobs', 'create table public.x ()')).rejects.toMatchObject({ code: '42501' });
  });

  it('sets the passwords of the two login roles, whatever they contain, and gives nothing to others', async () => {
    const { rows } = await owner.query<{ rolname: string; rolcanlogin: boolean; rolpassword: string | null }>(
      `select rolname, rolcanlogin, rolpassword from pg_authid
        where rolname !~ '^pg_' and rolname <> 'postgres' order by rolname`,
    );
    expect(rows.map(({ rolname, rolcanlogin }) => `${rolname} ${rolcanlogin}`)).toEqual([
      'anon false',
      'authenticated false',
      'authenticator true',
      'jobs true',
      'service_role false',
    ]);
    const known = { authenticator: passwords.AUTHENTICATOR_PASSWORD, jobs: passwords.JOBS_PASSWORD };
    for (const { rolname, rolpassword } of rows) {
      const password = rolname in known ? known[rolname as keyof typeof known] : null;
      expect({ rolname, isKnown: isPassword(password, rolpassword) }).toEqual({ rolname, isKnown: true });
    }
    const { rows: mighty } = await owner.query(
      `select rolname from pg_roles where rolname !~ '^pg_' and rolname <> 'postgres'
        and (rolsuper or rolcreaterole or rolcreatedb or rolreplication or (rolbypassrls and rolname <> 'service_role'))`,
    );
    expect(mighty).toEqual([]);
  });

  it('leaves nothing for the bootstrap of the migrations to create', async () => {
    const roles = async () => (await owner.query('select * from pg_roles order by oid')).rows as unknown[];
    const before = await roles();
    await owner.query(SUPABASE_BOOTSTRAP_SQL);
    expect(await roles()).toEqual(before);
  });

  it('creates nothing if a password is missing', async () => {
    const { AUTHENTICATOR_PASSWORD } = passwords;
    await expect(initRoles(url, { AUTHENTICATOR_PASSWORD })).rejects.toThrow(/JOBS_PASSWORD/);
  });
});

/** Whether a server with this verifier accepts the password: RFC 5803, `SCRAM-SHA-256$<iterations>:<salt>$<stored>:<server>`. */
function isPassword(password: string | null, verifier: string | null): boolean {
  if (password === null || verifier === null) return password === verifier;
  const [, iterations, salt, stored] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):/.exec(verifier)!;
  const salted = pbkdf2Sync(password, Buffer.from(salt!, 'base64'), Number(iterations), 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  return createHash('sha256').update(clientKey).digest('base64') === stored;
}
