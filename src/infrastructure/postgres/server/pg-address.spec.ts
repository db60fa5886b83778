import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { pgAddress } from './pg-address.js';

/** How the driver parses it; nothing is connected. */
function read(url: string): { password: string; ssl: unknown } {
  const client = new pg.Client({ connectionString: pgAddress(url).connectionString });
  return { password: client.password ?? '', ssl: client.ssl };
}

describe('DATABASE_URL', () => {
  it('is displayed without user and password', () => {
    const { description } = pgAddress('postgres://ann:s3cret@db.example:5433/jobs?sslmode=require');
    expect(description).toBe('Postgres at db.example:5433/jobs');
  });

  it('preserves every character of a percent-encoded password', () => {
    const password = `p@ss/w?r#d:%&=+ é`;
    expect(read(`postgres://ann:${encodeURIComponent(password)}@db.example/jobs?sslmode=require`).password).toBe(
      password,
    );
  });

  it.each([
    ['', false],
    ['?sslmode=disable', false],
    ['?sslmode=require', { rejectUnauthorized: false }],
    ['?sslmode=no-verify', { rejectUnauthorized: false }],
    ['?sslmode=verify-full', {}],
  ])('reads %j as psql does', (query, ssl) => {
    expect(read(`postgres://db.example/jobs${query}`).ssl).toEqual(ssl);
  });

  it.each(['db.ref.supabase.co:5432', 'aws-0-eu-west-1.pooler.supabase.com:5432'])('uses TLS for %s', (host) => {
    expect(read(`postgres://${host}/postgres`).ssl).toEqual({ rejectUnauthorized: false });
    expect(read(`postgres://${host}/postgres?sslmode=disable`).ssl).toBe(false);
  });

  it('reads trusted certificates from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'linkedin-profile-service-ca-'));
    const file = join(folder, 'ca.crt');
    writeFileSync(file, 'a certificate');
    expect(read(`postgres://db.example/jobs?sslmode=verify-full&sslrootcert=${file}`).ssl).toEqual({
      ca: 'a certificate',
    });
    rmSync(folder, { recursive: true });
    expect(() => pgAddress(`postgres://db.example/jobs?sslrootcert=${file}`)).toThrow(
      `DATABASE_URL refers to the certificate file ${file}, which cannot be read`,
    );
  });

  it.each([
    ['postgres://aws-0-eu-west-1.pooler.supabase.com:6543/postgres', true],
    ['postgres://aws-0-eu-west-1.pooler.supabase.com:5432/postgres', false],
    ['postgres://pooler.example:6432/jobs?pgbouncer=true', true],
    ['postgres://db.example/jobs', false],
  ])('sees whether %s pools by transaction', (url, expected) => {
    expect(pgAddress(url).isTransactionPooler).toBe(expected);
  });
});
