import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { untar } from './untar.js';

/**
 * Creates the files of an empty database if there are none. Ready-made files are unpacked, which saves the seconds that initdb
 * takes. They appear under their final name only when they are complete, so an interrupted start is simply repeated.
 */
export async function ensureClusterFiles(directory: string): Promise<void> {
  if (existsSync(join(directory, 'PG_VERSION'))) return;
  const incoming = `${directory}.incoming`;
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  const { dataDir } = await import('@electric-sql/pglite-prepopulatedfs');
  const archive = Buffer.from(await (await dataDir()).arrayBuffer());
  untar(gunzipSync(archive), incoming);
  await rename(incoming, directory);
}
