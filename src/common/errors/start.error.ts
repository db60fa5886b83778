/** The service cannot start until an operator fixes a problem. The message is one sentence that says what to do. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
