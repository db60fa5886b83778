/** The service cannot start before somebody sees to it. The message is one sentence that says what to do. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
