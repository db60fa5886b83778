import type { MigrationTransaction } from './migration-executor.js';
import type { Migration } from './migrations.js';

/** A migration that the database has had. */
export type AppliedMigration = Pick<Migration, 'version' | 'name'>;

/** How a database remembers the migrations of one folder. */
export interface MigrationHistory {
  /** SQL for the number of the lock that runs which meet wait for; nobody else takes it. */
  readonly lock: string;
  /** Makes the history, and what the first migration needs to be there. */
  create(sql: MigrationTransaction): Promise<void>;
  /** In order; empty where nothing was ever applied, and nothing was created. */
  read(sql: MigrationTransaction): Promise<AppliedMigration[]>;
  /** Once it was created. */
  has(sql: MigrationTransaction, migration: Migration): Promise<boolean>;
  add(sql: MigrationTransaction, migration: Migration): Promise<void>;
}
