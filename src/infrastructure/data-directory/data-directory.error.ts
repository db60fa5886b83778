import { StartError } from '../../common/errors/start.error.js';

/** The data directory cannot be used. The message is one sentence that says what to do. */
export class DataDirectoryError extends StartError {
  override readonly name = 'DataDirectoryError';
}
