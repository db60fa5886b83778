import { Injectable, Optional } from '@nestjs/common';
import type { PGlite } from '@electric-sql/pglite';
import pLimit from 'p-limit';
import { FatalProblem } from '../../../common/lifecycle/fatal-problem.js';
import { once } from '../../../common/lifecycle/once.js';
import { withTimeout } from '../../../common/lifecycle/with-timeout.js';
import { DataDirectory } from '../../data-directory/data-directory.js';
import { DataDirectoryError } from '../../data-directory/data-directory.error.js';
import { DiskFullError } from '../../data-directory/disk-full.error.js';
import { openingFailure, unusableFiles } from '../../data-directory/unusable-files.js';
import { ensureClusterFiles } from './cluster-files.js';
import { PanicWatch } from './panic-watch.js';
import { sharedSession } from './shared-session.js';

const STORE = 'embedded Postgres';
/** Recovery after a kill takes seconds; damaged files may have no end, in milliseconds. */
const OPENING_MS = 120_000;
/** By OID: dates and times as the text that Postgres writes, numeric as a number if that has the same digits. */
const PARSERS = {
  1700: (text: string) => (String(Number(text)) === text ? Number(text) : text),
  ...Object.fromEntries([1082, 1083, 1114, 1184, 1266].map((oid) => [oid, (text: string) => text])),
};
/** SQLSTATE of what Postgres cannot read back from its files. */
const DAMAGED = /^(XX...|58...)$/;

/**
 * Postgres inside this process with its files in the data directory; opened once, at the first call. Power loss may lose the last
 * writes; killing the process loses none.
 */
@Injectable()
export class EmbeddedPostgres {
  private readonly session = once(() => this.open());

  constructor(
    private readonly directory: DataDirectory,
    @Optional() private readonly fatal: FatalProblem = new FatalProblem(),
  ) {}

  /** The database for statements and transactions of many callers, who share its only session one after another. */
  driver(): Promise<PGlite> {
    return this.session();
  }

  /** @throws DiskFullError */
  checkDisk(): Promise<void> {
    return this.directory.checkDisk();
  }

  /** As the work ends; DataDirectoryError where the database finds its files damaged. */
  async readingFiles<T>(work: Promise<T>): Promise<T> {
    return work.catch(async (error: Error & { code?: string }) => {
      const { code } = (error.cause ?? error) as { code?: string };
      if (!DAMAGED.test(code ?? '')) throw error;
      throw unusableFiles(STORE, await this.directory.path('postgres'), 'damaged');
    });
  }

  private async open(): Promise<PGlite> {
    const path = await this.directory.path('postgres');
    const database = await withTimeout(OPENING_MS, () => opened(path)).catch(async (error: unknown) => {
      const failure = await openingFailure(error, { store: STORE, path, checkDisk: () => this.checkDisk() });
      // Without its database the service cannot start.
      throw failure instanceof DiskFullError ? new DataDirectoryError(`${failure.message}.`) : failure;
    });
    const watch = new PanicWatch((problem) => this.fatal.report(problem));
    watch.watch(database);
    this.directory.closeBeforeUnlocking(() => watch.close(() => database.close()));
    return sharedSession(database, pLimit(1));
  }
}

async function opened(path: string): Promise<PGlite> {
  const [{ PGlite: Postgres }, { vector }, { pg_trgm }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite-pgvector'),
    import('@electric-sql/pglite/contrib/pg_trgm'),
    ensureClusterFiles(path),
  ]);
  const database = await Postgres.create(path, { extensions: { vector, pg_trgm }, parsers: PARSERS });
  // Plans of functions last as long as the session, and nothing here analyzes tables as autovacuum does on a server. Those that are made
  // while a table is small would read all of it forever: every save would take longer than the one before.
  await database.exec('set enable_seqscan = off');
  return database;
}
