import { constants } from 'node:fs';
import { access, mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DataDirectoryError } from './data-directory.error.js';

/**
 * The real path of the directory, which is created if it is missing.
 * @throws DataDirectoryError if this user cannot write to it
 */
export async function writableDirectory(directory: string): Promise<string> {
  const wanted = resolve(directory);
  try {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    await access(wanted, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(wanted);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    if (reason === 'EEXIST') {
      throw new DataDirectoryError(`The data directory ${wanted} is a file. Delete it, or set DATA_DIR to a folder.`);
    }
    throw new DataDirectoryError(
      `The data directory ${wanted} is not writable (${reason}). Make it writable for this user, or set DATA_DIR to another folder.`,
    );
  }
}
