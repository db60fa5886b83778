import { ConfigError } from '../config/read-config.js';
import { MigrationError } from '../infrastructure/postgres/migrations/migration.error.js';
import { pgProblem } from '../infrastructure/postgres/server/pg-problem.js';

/** SQLSTATE of what a migration may meet on a database that is not as it has to be. */
const EXTENSION_NOT_AVAILABLE = '0A000';
const NOT_ALLOWED = '42501';
const EXISTS = new Set(['42P07', '42723', '42710']);

/** Why the migrations failed, in words that help an operator fix it. */
export function migrateProblem(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, message } = (error instanceof MigrationError ? error.cause : error) as Error & { code?: string };
  // Before any migration, only roles and schemas are made.
  const title = error instanceof MigrationError ? `The migration ${error.title}` : 'The preparation for the migrations';
  if (code === EXTENSION_NOT_AVAILABLE || code === '58P01') {
    const extension = /extension "(\w+)"/.exec(message)?.[1] ?? 'vector';
    return `The extension ${extension} is not available: install it on the database server (pgvector provides vector), or use a server that has it.`;
  }
  if (code === NOT_ALLOWED && /extension/.test(message)) {
    return 'The user in DATABASE_URL is not allowed to create the extension vector: have an administrator run "create schema extensions; create extension vector schema extensions" in this database once, or connect as an administrator.';
  }
  if (code === NOT_ALLOWED) {
    return `${title} requires permissions that the user in DATABASE_URL does not have (${message}): connect as the owner of the database (on Supabase: postgres).`;
  }
  if (code !== undefined && EXISTS.has(code)) {
    return `${title} creates an object that already exists (${message}): use a database without it, or, if this migration was applied some other way, run "supabase migration repair --status applied".`;
  }
  const problem = pgProblem(error instanceof MigrationError ? error.cause : error);
  if (problem !== null) return `${problem.message}.`;
  if (error instanceof MigrationError) return `${error.message}. No part of it was applied.`;
  return `The migrations could not be applied: ${error instanceof Error ? error.message : String(error)}.`;
}
