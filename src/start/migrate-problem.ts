import { ConfigError } from '../config/read-config.js';
import { MigrationError } from '../infrastructure/postgres/migrations/migration.error.js';
import { pgProblem } from '../infrastructure/postgres/server/pg-problem.js';

/** SQLSTATE of what a migration may meet on a database that is not as it has to be. */
const EXTENSION_NOT_AVAILABLE = '0A000';
const NOT_ALLOWED = '42501';
const EXISTS = new Set(['42P07', '42723', '42710']);

/** Why the database could not be brought up to date, in the words of somebody who wants to mend it. */
export function migrateProblem(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, message } = (error instanceof MigrationError ? error.cause : error) as Error & { code?: string };
  // Before any migration, only roles and schemas are made.
  const title = error instanceof MigrationError ? `The migration ${error.title}` : 'What comes before the migrations';
  if (code === EXTENSION_NOT_AVAILABLE || code === '58P01') {
    const extension = /extension "(\w+)"/.exec(message)?.[1] ?? 'vector';
    return `The extension ${extension} is not available: install it on the database server (pgvector brings vector), or use a server that has it.`;
  }
  if (code === NOT_ALLOWED && /extension/.test(message)) {
    return 'The user in DATABASE_URL may not create the extension vector: let an administrator run "create schema extensions; create extension vector schema extensions" there once, or connect as one.';
  }
  if (code === NOT_ALLOWED) {
    return `${title} needs rights that the user in DATABASE_URL lacks (${message}): connect as the owner of the database, on Supabase as postgres.`;
  }
  if (code !== undefined && EXISTS.has(code)) {
    return `${title} would make what is there already (${message}): use a database without it, or, if this migration was applied by other means, "supabase migration repair --status applied".`;
  }
  const problem = pgProblem(error instanceof MigrationError ? error.cause : error);
  if (problem !== null) return `${problem.message}.`;
  if (error instanceof MigrationError) return `${error.message}. Nothing of it was applied.`;
  return `The migrations could not be applied: ${error instanceof Error ? error.message : String(error)}.`;
}
