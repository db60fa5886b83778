import { readFileSync } from 'node:fs';
import { ConfigError } from '../../../config/read-config.js';

/** The address of a Postgres server, as the driver expects it. */
export interface PgAddress {
  /** Host, port and database without user and password; safe to display. */
  description: string;
  connectionString: string;
  /**
   * Whether there is a pooler in transaction mode, which reassigns a server connection after every transaction: session state
   * such as LISTEN and SET does not work.
   */
  isTransactionPooler: boolean;
}

/** Supabase's poolers, shared and dedicated, pool by transaction at this port and by session at 5432. */
const TRANSACTION_POOLER_PORT = '6543';

const SUPABASE = /\.supabase\.(co|com)$/i;

/**
 * Parses DATABASE_URL. `sslmode` means what it means to psql: `require` encrypts and accepts every certificate, `verify-full`
 * accepts those signed by the system's authorities or `sslrootcert`. pg 8 treats `require` as `verify-full`, which rejects
 * Supabase's certificates (https://node-postgres.com/features/ssl, README of pg-connection-string). For Supabase, TLS is the
 * default. `pgbouncer=true` declares a pooler in transaction mode.
 * @throws ConfigError if the file of `sslrootcert` cannot be read
 */
export function pgAddress(databaseUrl: string): PgAddress {
  const url = new URL(databaseUrl);
  const { searchParams: parameters, hostname, port } = url;
  const isTransactionPooler = parameters.get('pgbouncer') === 'true' || port === TRANSACTION_POOLER_PORT;
  parameters.delete('pgbouncer');
  if (SUPABASE.test(hostname) && !parameters.has('sslmode')) parameters.set('sslmode', 'require');
  // `no-verify` is a mode of the driver only, and is only recognized without this option.
  if (parameters.has('sslmode') && parameters.get('sslmode') !== 'no-verify') parameters.set('uselibpqcompat', 'true');
  refuseUnreadable(parameters.get('sslrootcert'));
  return {
    description: `Postgres at ${url.host}${url.pathname}`,
    connectionString: url.href,
    isTransactionPooler,
  };
}

/** Otherwise the driver would fail at every connection with a file system error. */
function refuseUnreadable(certificate: string | null): void {
  if (certificate === null) return;
  try {
    readFileSync(certificate);
  } catch {
    throw new ConfigError([`DATABASE_URL refers to the certificate file ${certificate}, which cannot be read`]);
  }
}
