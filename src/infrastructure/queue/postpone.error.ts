/** Thrown by a handler that cannot continue yet: its job is put back until then, without using up an attempt. */
export class PostponeError extends Error {
  override readonly name = 'PostponeError';

  constructor(
    readonly until: Date,
    options?: ErrorOptions,
  ) {
    super(`Postponed until ${until.toISOString()}`, options);
  }
}
