import type { MigrationTransaction } from './migration-executor.js';
import type { Migration } from './migrations.js';

/** A migration that was applied to the database. */
export type AppliedMigration = Pick<Migration, 'version' | 'name'>;

/** How a database records the migrations of one folder. */
export interface MigrationHistory {
  /** SQL for the number of the advisory lock that serializes concurrent runs; nothing else uses it. */
  readonly lock: string;
  /** Creates the history table, and the prerequisites of the first migration. */
  create(sql: MigrationTransaction): Promise<void>;
  /** In order; empty if nothing was ever applied. Creates nothing. */
  read(sql: MigrationTransaction): Promise<AppliedMigration[]>;
  /** Requires the history table. */
  has(sql: MigrationTransaction, migration: Migration): Promise<boolean>;
  add(sql: MigrationTransaction, migration: Migration): Promise<void>;
}
