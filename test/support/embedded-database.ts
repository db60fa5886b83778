import { rm } from 'node:fs/promises';
import { DataDirectory } from '../../src/infrastructure/data-directory/data-directory.js';
import { EmbeddedPostgres } from '../../src/infrastructure/postgres/embedded/embedded-postgres.js';
import { embeddedSupabase } from '../../src/infrastructure/supabase/embedded-supabase.js';
import type { SupabaseGateway } from '../../src/infrastructure/supabase/supabase-gateway.js';
import { checkSchema } from '../../src/profile-store/schema-check.js';
import { freshDataDirectory } from './fresh-data-directory.js';
import { settings } from './settings.js';

export interface EmbeddedDatabase {
  directory: DataDirectory;
  postgres: EmbeddedPostgres;
  supabase: SupabaseGateway;
  /** The path of the whole data directory. */
  path: string;
  close: () => Promise<void>;
}

/** The gateways to an embedded database; a new one if no path is given. */
export async function openEmbeddedDatabase(path?: string): Promise<EmbeddedDatabase> {
  const dataDirectory = path ?? (await freshDataDirectory());
  const directory = new DataDirectory(settings({ DATA_DIR: dataDirectory }));
  const postgres = new EmbeddedPostgres(directory);
  const close = () => directory.close();
  return { directory, postgres, supabase: embeddedSupabase(postgres, checkSchema), path: dataDirectory, close };
}

/** Closes the database and deletes its files. */
export async function removeEmbeddedDatabase(database: EmbeddedDatabase): Promise<void> {
  await database.close();
  await rm(database.path, { recursive: true, force: true });
}
