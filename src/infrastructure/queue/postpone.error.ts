/** Thrown by a handler that cannot go on yet: its job is put back until then, at no cost of an attempt. */
export class PostponeError extends Error {
  override readonly name = 'PostponeError';

  constructor(
    readonly until: Date,
    options?: ErrorOptions,
  ) {
    super(`Postponed until ${until.toISOString()}`, options);
  }
}
