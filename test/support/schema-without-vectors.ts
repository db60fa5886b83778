import type { Migration } from '../../src/infrastructure/postgres/migrations/migrations.js';

/** Stands for pgvector: vectors are text, and none is near to another one. */
const NO_VECTORS = `
  create domain extensions.vector as text check (value !~ 'null');
  create function extensions.distance(text, text) returns double precision language sql immutable as 'select 1';
  create operator extensions.<=> (leftarg = text, rightarg = text, function = extensions.distance);
`;

/** The migrations for a server that does not have pgvector, as Debian's has not. Neighbors cannot be looked for there. */
export function withoutVectors(migrations: readonly Migration[]): Migration[] {
  return migrations.map((migration) => ({
    ...migration,
    sql: migration.sql
      .replace('create extension if not exists vector with schema extensions;', NO_VECTORS)
      .replaceAll('vector(1536)', 'vector'),
  }));
}
