import { StartError } from '../../common/errors/start.error.js';
import { DataDirectoryError } from './data-directory.error.js';
import { DiskFullError } from './disk-full.error.js';

/** File system errors that are reported by their code; after any other failure, the files are reported as damaged. */
const OF_FILES: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'ENOTDIR',
  'EISDIR',
  'EROFS',
  'EIO',
  'EMFILE',
  'ENFILE',
]);

/** The files of an embedded store are damaged, or belong to another program. They are never deleted automatically. */
export function unusableFiles(store: string, path: string, reason: string): DataDirectoryError {
  return new DataDirectoryError(
    `The files of the ${store} in ${path} cannot be used (${reason}). Restore the folder from a backup, or move it away to begin with an empty one.`,
  );
}

/** Why a store could not be opened: the cause itself if it is a StartError, otherwise a full disk or unusable files. */
export async function openingFailure(
  cause: unknown,
  { store, path, checkDisk }: { store: string; path: string; checkDisk: () => Promise<void> },
): Promise<Error> {
  if (cause instanceof StartError) return cause;
  const full = await checkDisk().catch((problem: unknown) => problem);
  if (full instanceof DiskFullError) return full;
  const { code } = cause as NodeJS.ErrnoException;
  return unusableFiles(store, path, code !== undefined && OF_FILES.has(code) ? code : 'damaged');
}
