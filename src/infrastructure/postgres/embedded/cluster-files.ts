import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { untar } from './untar.js';

/**
 * Makes the files of an empty database where there are none yet: ready-made ones are unpacked, which saves the seconds
 * of an initdb. They appear under their name only when they are complete, so a start that was killed is simply made again.
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
