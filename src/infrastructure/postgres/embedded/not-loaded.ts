import { StartError } from '../../../common/errors/start.error.js';

/** The program of the embedded Postgres cannot be loaded, whatever the state of the files in the data directory. */
export function notLoaded(cause: Error | undefined): StartError {
  const [reason] = (cause?.message ?? 'its thread ended').split('\n');
  return new StartError(
    `The embedded Postgres could not be loaded (${reason}). If a file of the program is missing or damaged, install this release again.`,
    { cause },
  );
}
