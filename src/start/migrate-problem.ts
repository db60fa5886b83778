import { ConfigError } from '../config/read-config.js';
import { MigrationError } from '../infrastructure/postgres/migrations/migration.error.js';
import { diagnose, type Rule } from '../infrastructure/outage/backend-problem.js';
import { pgProblem } from '../infrastructure/postgres/server/pg-problem.js';

type Kind = 'extension' | 'permission' | 'exists';
const found = (kind: Kind, message: Rule<Kind, string>['problem']['message']) => ({
  problem: { kind, message, isOutage: false, needsOperator: true },
});

/** Messages by SQLSTATE for databases that do not meet the requirements. The context is what was already applied. */
const RULES: readonly Rule<Kind, string>[] = [
  {
    code: /^(0A000|58P01)$/,
    ...found('extension', (_title, { message = '' }) => {
      const extension = /extension "(\w+)"/.exec(message)?.[1] ?? 'vector';
      return `The extension ${extension} is not available: install it on the database server (pgvector provides vector), or use a server that has it`;
    }),
  },
  {
    code: /^42501$/,
    message: /extension/,
    ...found(
      'permission',
      'The user in DATABASE_URL is not allowed to create the extension vector: have an administrator run "create schema extensions; create extension vector schema extensions" in this database once, or connect as an administrator',
    ),
  },
  {
    code: /^42501$/,
    ...found(
      'permission',
      (title, { message }) =>
        `${title} requires permissions that the user in DATABASE_URL does not have (${message}): connect as the owner of the database (on Supabase: postgres)`,
    ),
  },
  {
    code: /^(42P07|42723|42710)$/,
    ...found(
      'exists',
      (title, { message }) =>
        `${title} creates an object that already exists (${message}): use a database without it, or, if this migration was applied some other way, run "supabase migration repair --status applied"`,
    ),
  },
];

/** Why the migrations failed, in words that help an operator fix it. */
export function migrateProblem(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const cause = (error instanceof MigrationError ? error.cause : error) as Error & { code?: string };
  // Before the first migration, only roles and schemas are created.
  const title = error instanceof MigrationError ? `The migration ${error.title}` : 'The preparation for the migrations';
  const { code, message } = cause;
  const problem = diagnose({ code, message }, RULES, title) ?? pgProblem(cause);
  if (problem !== null) return `${problem.message}.`;
  if (error instanceof MigrationError) return `${error.message}. No part of it was applied.`;
  return `The migrations could not be applied: ${error instanceof Error ? error.message : String(error)}.`;
}
