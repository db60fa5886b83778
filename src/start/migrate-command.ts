import { environment } from '../config/environment.js';
import type { Environment } from '../config/read-config.js';
import { databaseToMigrate } from './migrate-target.js';
import { checkDatabase, migrateDatabase } from './migrate-database.js';
import { migrateProblem } from './migrate-problem.js';
import { checkOutput, migrationOutput } from './migrate-output.js';

export interface Screen {
  out: (line: string) => void;
  err: (line: string) => void;
}

const SCREEN: Screen = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};

const USAGE =
  'Usage: npm run db:migrate [-- --check]   --check lists missing migrations without applying them, and exits with 1 if there are any';

/**
 * Applies supabase/migrations to the database of DATABASE_URL; with `--check` it changes nothing.
 * @returns the exit code: 0 if the database is up to date
 */
export async function migrateCommand(
  given: readonly string[],
  variables: Environment = environment(),
  screen: Screen = SCREEN,
): Promise<0 | 1> {
  const isCheck = given.length === 1 && given[0] === '--check';
  if (given.length > 0 && !isCheck) {
    screen.err(USAGE);
    return 1;
  }
  try {
    const address = databaseToMigrate(variables);
    screen.out(address.description);
    if (!isCheck) {
      screen.out(migrationOutput(await migrateDatabase(address)));
      return 0;
    }
    const state = await checkDatabase(address);
    screen.out(checkOutput(state));
    return state.missing.length === 0 ? 0 : 1;
  } catch (error) {
    screen.err(migrateProblem(error));
    return 1;
  }
}
