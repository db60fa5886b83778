import { titleOf, type Migration } from './migrations.js';

/** A migration could not be applied, and was rolled back completely; its cause is the driver's error. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  /** The name of its file. */
  readonly title: string;

  constructor(migration: Migration, cause: unknown) {
    const title = titleOf(migration);
    super(`The migration ${title} could not be applied: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.title = title;
  }
}
