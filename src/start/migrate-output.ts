import type { MigrationReport, MigrationState } from '../infrastructure/postgres/migrations/migrate.js';
import { titleOf, type Migration } from '../infrastructure/postgres/migrations/migrations.js';

type Named = Pick<Migration, 'version' | 'name'>;

export function migrationOutput({ applied, foreign }: MigrationReport): string {
  const done = applied.length === 0 ? 'Nothing to do: all migrations are applied.' : `Applied ${count(applied)}.`;
  return [...applied.map(line('applied')), ...foreign.map(line('left alone')), ...about(foreign), done].join('\n');
}

export function checkOutput({ missing, foreign }: MigrationState): string {
  const done =
    missing.length === 0
      ? 'All migrations are applied.'
      : `${count(missing)} to apply: run "npm run db:migrate", or "supabase db push".`;
  return [...missing.map(line('missing')), ...foreign.map(line('left alone')), ...about(foreign), done].join('\n');
}

const line = (what: string) => (migration: Named) => `  ${what.padEnd(10)}  ${titleOf(migration)}`;

const count = ({ length }: readonly Named[]) => `${length} ${length === 1 ? 'migration' : 'migrations'}`;

function about(foreign: readonly Named[]): string[] {
  return foreign.length === 0
    ? []
    : ['Migrations listed as "left alone" are not part of this release: they are from a newer release, or your own.'];
}
