import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unusableFiles } from '../../data-directory/unusable-files.js';
import { notLoaded } from './not-loaded.js';
import { untar } from './untar.js';

/** The Postgres version of PGlite and of the ready-made files. */
const VERSION = '18';

/** The default is 128 MB. Postgres fills them with zeros at every start, which was the slowest part of it. */
const SETTINGS = 'shared_buffers = 64MB\n';

/**
 * Creates the files of an empty database if there are none. Ready-made files are unpacked, which saves the seconds that initdb
 * takes. They appear under their final name only when they are complete, so an interrupted start is simply repeated.
 */
export async function ensureClusterFiles(directory: string): Promise<void> {
  const file = join(directory, 'PG_VERSION');
  if (existsSync(file)) return checkVersion(directory, (await readFile(file, 'utf8')).trim());
  if (existsSync(directory) && !(await isEmptyFolder(directory))) {
    throw unusableFiles('embedded Postgres', directory, 'PG_VERSION is missing');
  }
  const incoming = `${directory}.incoming`;
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  untar(gunzipSync(await readyMadeFiles()), incoming);
  await appendFile(join(incoming, 'postgresql.conf'), SETTINGS);
  await rename(incoming, directory);
}

async function readyMadeFiles(): Promise<Buffer> {
  try {
    const { dataDir } = await import('@electric-sql/pglite-prepopulatedfs');
    return Buffer.from(await (await dataDir()).arrayBuffer());
  } catch (error) {
    throw notLoaded(error as Error);
  }
}

/** Postgres cannot read the files of another version. */
function checkVersion(directory: string, version: string): void {
  if (version === VERSION) return;
  const reason = /^\d+$/.test(version) ? `they are of Postgres ${version}, not ${VERSION}` : 'PG_VERSION is damaged';
  throw unusableFiles('embedded Postgres', directory, reason);
}

async function isEmptyFolder(path: string): Promise<boolean> {
  return readdir(path).then(
    ({ length }) => length === 0,
    () => false,
  );
}
