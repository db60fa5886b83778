import { cpSync, existsSync } from 'node:fs';
import { appendFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureClusterFiles } from '../../src/infrastructure/postgres/embedded/cluster-files.js';

/**
 * A copy of the files of a database that are prepared once and kept with the data directory that services start from. The caller deletes
 * it.
 */
export async function preparedFiles(name: string, prepare: (directory: string) => Promise<void>): Promise<string> {
  const template = `${process.env['TEST_DATA_TEMPLATE']}-${name}`;
  if (!existsSync(template)) {
    const incoming = await mkdtemp(`${template}-`);
    await prepare(incoming);
    // Another worker may have prepared it in the meantime.
    await rename(incoming, template).catch(() => rm(incoming, { recursive: true, force: true }));
  }
  const directory = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-test-'));
  cpSync(template, directory, { recursive: true });
  return directory;
}

/** Makes a Postgres without tables. */
export async function prepareCluster(directory: string): Promise<void> {
  const postgres = join(directory, 'postgres');
  await ensureClusterFiles(postgres);
  // Every database that is opened fills its buffers with zeros first, and tests store little.
  await appendFile(join(postgres, 'postgresql.conf'), 'shared_buffers = 16MB\n');
}
