import { execFile } from 'node:child_process';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWith } from '../../../../test/support/needed-programs.js';
import {
  OWN_POSTGRES,
  openRealPostgres,
  serverUser,
  type RealPostgres,
} from '../../../../test/support/real-postgres.js';
import { whenReachable } from '../../../../test/support/ready.js';
import { DatabaseUnavailableError } from '../database-unavailable.error.js';
import { PgConnections, type PgLimits } from './pg-connections.js';
import { pgProblem } from './pg-problem.js';

/** The message that an operator reads after one statement. */
async function problemAt(url: string, statement = 'select 1', limits: Partial<PgLimits> = {}): Promise<string> {
  const connections = PgConnections.to(url, limits);
  const error: unknown = await connections.query(statement).catch((thrown: unknown) => thrown);
  await connections.close();
  expect(error).toBeInstanceOf(DatabaseUnavailableError);
  return (error as Error).message;
}

/** A self-signed certificate for 127.0.0.1 and its key. */
async function aCertificate() {
  const folder = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-tls-'));
  await chmod(folder, 0o755);
  const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  const request = 'req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1';
  await promisify(execFile)('openssl', [...request.split(' '), '-keyout', key, '-out', certificate]);
  await chmod(key, 0o600);
  const user = await serverUser();
  if (user) await chown(key, user.uid, user.gid);
  return { folder, certificate, parameters: { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key } };
}

const changed = (url: string, changes: Partial<URL>) => Object.assign(new URL(url), changes).href;

it.each([
  ['Tenant or user not found', /resume the project if it is paused/],
  ['MaxClientsInSessionMode: max clients reached', /lower DATABASE_POOL_SIZE/],
  ['Connection terminated unexpectedly', /the service reconnects automatically/],
  ['Query read timeout', /DATABASE_STATEMENT_TIMEOUT_MS/],
])('knows what to do about %j', (message, advice) => {
  expect(pgProblem(new Error(message))?.message).toMatch(advice);
});

it('ignores a rejected statement', () => {
  expect(pgProblem(Object.assign(new Error('duplicate key'), { code: '23505' }))).toBeNull();
});

it('does not mistake one slow statement for an unavailable server', () => {
  expect(pgProblem(Object.assign(new Error('canceling statement'), { code: '57014' }))?.isOutage).toBe(false);
  expect(pgProblem(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))?.isOutage).toBe(true);
});

it('reports a closed port and an unknown host', async () => {
  expect(await problemAt('postgres://ann:s3cret@127.0.0.1:1/jobs')).toMatch(
    /^Nothing is listening .* start Postgres there/,
  );
  expect(await problemAt('postgres://ann:s3cret@nowhere.invalid/jobs')).toMatch(
    /^The host in DATABASE_URL cannot be resolved/,
  );
});

describe('a host that accepts connections but never responds', () => {
  let silent: Server;
  beforeAll(async () => {
    silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterAll(() => void silent.close());

  it('fails a probe on its own even if the caller never gives up', async () => {
    const { port } = silent.address() as AddressInfo;
    const connections = PgConnections.to(`postgres://127.0.0.1:${port}/jobs`);
    const { signal } = new AbortController();
    await expect(connections.check(signal)).rejects.toThrow(/does not respond/);
  });
});

describeWith([OWN_POSTGRES], 'a Postgres server', () => {
  let server: RealPostgres;
  let url: string;
  const administer = async (statement: string) => {
    const connections = PgConnections.to(url);
    await connections.query(statement);
    await connections.close();
  };

  beforeAll(async () => {
    const opened = await openRealPostgres({ max_connections: '8', superuser_reserved_connections: '2' });
    if (opened === null) throw new Error('There is no Postgres server');
    server = opened;
    url = await server.database();
    await administer(`create role ann login password 's3cret'`);
  });
  afterAll(() => server.close());

  it('without the database', async () => {
    expect(await problemAt(changed(url, { pathname: '/nothing' }))).toMatch(/create it, or correct its name/);
  });

  it('without the user', async () => {
    const problem = await problemAt(changed(url, { username: 'nobody-here', password: 's3cret' }));
    expect(problem).toMatch(/rejected .*DATABASE_URL/);
    expect(problem).not.toMatch(/s3cret|nobody-here/);
  });

  it('without TLS', async () => {
    expect(await problemAt(`${url}?sslmode=require`)).toMatch(/does not support TLS/);
  });

  it('with all connections in use', async () => {
    const greedy = PgConnections.to(changed(url, { username: 'ann', password: 's3cret' }), { poolSize: 20 });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => greedy.query('select pg_sleep(0.5)')));
    const problems = results.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : []));
    expect(problems).not.toEqual([]);
    for (const message of problems) expect(message).toMatch(/has no free connections: lower DATABASE_POOL_SIZE/);
    expect((await greedy.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
    await greedy.close();
  });

  it('that cancels a statement after its timeout', async () => {
    const forever = 'select pg_sleep(86400)';
    expect(await problemAt(url, forever, { statementTimeoutMs: 1_000 })).toMatch(/did not finish a statement/);
  });

  it('that does not time out a schema change', async () => {
    const connections = PgConnections.to(url, { statementTimeoutMs: 1_000 });
    const slept = connections.withoutStatementTimeout((client) => client.query('select pg_sleep(1.5)'));
    await expect(slept).resolves.toMatchObject({ rowCount: 1 });
    await connections.close();
  });

  it('with an untrusted certificate, unless it is trusted explicitly or verification is off', async () => {
    const { folder, certificate, parameters } = await aCertificate();
    const encrypted = await openRealPostgres(parameters);
    const address = (await encrypted?.database()) ?? '';
    expect(await problemAt(`${address}?sslmode=verify-full`)).toMatch(
      /not trusted: set sslrootcert in DATABASE_URL to its CA file/,
    );
    for (const query of ['sslmode=require', `sslmode=verify-full&sslrootcert=${certificate}`]) {
      const connections = PgConnections.to(`${address}?${query}`);
      const { rows } = await connections.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
      expect(rows).toEqual([{ ssl: true }]);
      await connections.close();
    }
    await encrypted?.close();
    await rm(folder, { recursive: true });
  });

  it('whose user lacks a privilege', async () => {
    const statement = 'create schema pgboss';
    expect(await problemAt(changed(url, { username: 'ann' }), statement)).toMatch(/create schemas/);
  });

  it('that is read-only', async () => {
    const connections = PgConnections.to(url);
    await whenReachable(connections);
    const { pathname } = new URL(url);
    await connections.query(`alter database ${pathname.slice(1)} set default_transaction_read_only = on`);
    expect(await problemAt(url)).toMatch(/is read-only: .* primary/);
    await connections.close();
  });
});
