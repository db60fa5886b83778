import { readFileSync } from 'node:fs';
import { ConfigError } from '../../../config/read-config.js';

/** Where a Postgres is, as its driver reads it. */
export interface PgAddress {
  /** Host, port and database without user and password; fit for the screen. */
  description: string;
  connectionString: string;
  /**
   * Whether a pooler stands between that gives a server connection away after every transaction: nothing that belongs to a
   * session can be kept there, so no LISTEN and no SET.
   */
  isTransactionPooler: boolean;
}

/** Supabase's poolers, shared and dedicated, pool by transaction at this port and by session at 5432. */
const TRANSACTION_POOLER_PORT = '6543';

const SUPABASE = /\.supabase\.(co|com)$/i;

/**
 * Reads DATABASE_URL. `sslmode` means what it means to psql: `require` encrypts and believes every certificate, `verify-full`
 * believes those of the system or of `sslrootcert`. pg 8 by itself reads `require` as `verify-full`, which refuses Supabase's
 * certificates (https://node-postgres.com/features/ssl, README of pg-connection-string). To Supabase, TLS is the default.
 * `pgbouncer=true` says that a pooler pools by transaction.
 * @throws ConfigError where the file of `sslrootcert` cannot be read
 */
export function pgAddress(databaseUrl: string): PgAddress {
  const url = new URL(databaseUrl);
  const { searchParams: parameters, hostname, port } = url;
  const isTransactionPooler = parameters.get('pgbouncer') === 'true' || port === TRANSACTION_POOLER_PORT;
  parameters.delete('pgbouncer');
  if (SUPABASE.test(hostname) && !parameters.has('sslmode')) parameters.set('sslmode', 'require');
  // `no-verify` is a mode that only the driver knows, and only without this.
  if (parameters.has('sslmode') && parameters.get('sslmode') !== 'no-verify') parameters.set('uselibpqcompat', 'true');
  refuseUnreadable(parameters.get('sslrootcert'));
  return {
    description: `Postgres at ${url.host}${url.pathname}`,
    connectionString: url.href,
    isTransactionPooler,
  };
}

/** Otherwise the driver would fail at every connection, in the words of the file system. */
function refuseUnreadable(certificate: string | null): void {
  if (certificate === null) return;
  try {
    readFileSync(certificate);
  } catch {
    throw new ConfigError([`DATABASE_URL refers to the certificate file ${certificate}, which cannot be read`]);
  }
}
