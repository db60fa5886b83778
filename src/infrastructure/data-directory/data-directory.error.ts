/** The data directory cannot be used. The message is one sentence that says what to do. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}
