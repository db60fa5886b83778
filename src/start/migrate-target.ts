import { ConfigError, readConfig, type Environment } from '../config/read-config.js';
import { pgAddress, type PgAddress } from '../infrastructure/postgres/server/pg-address.js';

/**
 * Reads only DATABASE_URL, because the other settings are often missing where migrations are applied.
 * @throws ConfigError
 */
export function databaseToMigrate({ DATABASE_URL: given }: Environment): PgAddress {
  const { DATABASE_URL } = readConfig({ DATABASE_URL: given });
  if (DATABASE_URL === undefined) {
    throw new ConfigError([
      'DATABASE_URL must be set to the connection string of the database; on Supabase use the direct connection or the session pooler (port 5432)',
    ]);
  }
  const address = pgAddress(DATABASE_URL);
  if (address.isTransactionPooler) {
    throw new ConfigError([
      'DATABASE_URL must not point to the transaction pooler (port 6543): use the direct connection or the session pooler (port 5432)',
    ]);
  }
  return address;
}
