import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory } from '../../src/infrastructure/data-directory/data-directory.js';
import { EmbeddedPostgres } from '../../src/infrastructure/postgres/embedded/embedded-postgres.js';
import { readMigrations } from '../../src/infrastructure/postgres/migrations/migrations.js';
import { embeddedQueue } from '../../src/infrastructure/queue/embedded-queue.js';
import { embeddedSupabase } from '../../src/infrastructure/supabase/embedded-supabase.js';
import type { SupabaseGateway } from '../../src/infrastructure/supabase/supabase-gateway.js';
import { settings } from './settings.js';

export interface EmbeddedDatabase {
  directory: DataDirectory;
  postgres: EmbeddedPostgres;
  supabase: SupabaseGateway;
  /** Of the whole data directory. */
  path: string;
  close: () => Promise<void>;
}

/** A data directory of its own with a migrated, empty database in it, to be opened by whoever wants. */
export async function freshDataDirectory(): Promise<string> {
  const template = await templateDirectory();
  const directory = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-test-'));
  await cp(template, directory, { recursive: true });
  return directory;
}

/** The gateways to an embedded database; on a fresh one where no path is given. */
export async function openEmbeddedDatabase(path?: string): Promise<EmbeddedDatabase> {
  const dataDirectory = path ?? (await freshDataDirectory());
  const directory = new DataDirectory(settings({ DATA_DIR: dataDirectory }));
  const postgres = new EmbeddedPostgres(directory);
  const close = () => directory.close();
  return { directory, postgres, supabase: embeddedSupabase(postgres), path: dataDirectory, close };
}

/** Closes the database and removes its files. */
export async function removeEmbeddedDatabase(database: EmbeddedDatabase): Promise<void> {
  await database.close();
  await rm(database.path, { recursive: true, force: true });
}

/** Made once for all test runs with the same migrations; files that run at the same time may each make it. */
async function templateDirectory(): Promise<string> {
  const migrations = await readMigrations();
  const hash = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16);
  const template = join(tmpdir(), `linkedin-profile-service-template-${hash}`);
  if (existsSync(template)) return template;
  const incoming = await mkdtemp(`${template}-`);
  const database = await openEmbeddedDatabase(incoming);
  await database.supabase.open();
  await embeddedQueue(database.postgres, database.directory).check(AbortSignal.timeout(60_000));
  await database.close();
  await rename(incoming, template).catch(() => rm(incoming, { recursive: true, force: true }));
  return template;
}
