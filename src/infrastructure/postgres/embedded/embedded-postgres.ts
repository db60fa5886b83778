import { Injectable, Optional } from '@nestjs/common';
import { FatalProblem } from '../../../common/lifecycle/fatal-problem.js';
import { once } from '../../../common/lifecycle/once.js';
import { withTimeout } from '../../../common/lifecycle/with-timeout.js';
import { DataDirectory } from '../../data-directory/data-directory.js';
import { DataDirectoryError } from '../../data-directory/data-directory.error.js';
import { DiskFullError } from '../../data-directory/disk-full.error.js';
import { openingFailure, unusableFiles } from '../../data-directory/unusable-files.js';
import { ensureClusterFiles } from './cluster-files.js';
import { compiledPostgres } from './compiled-postgres.js';
import type { EmbeddedDriver } from './embedded-driver.js';
import { PostgresThread } from './postgres-thread.js';
import { sharedSession } from './shared-session.js';

const STORE = 'embedded Postgres';
const PROBLEM =
  'The embedded Postgres crashed, so this process ends: start it again, everything acknowledged is still there';
/** Time limit for opening, in milliseconds. Recovery after a kill takes seconds; with damaged files it may never end. */
const OPENING_MS = 120_000;
/** SQLSTATEs with which Postgres reports that it cannot read its own files. */
const DAMAGED = /^(XX...|58...)$/;

/**
 * Postgres in a thread of this process with its files in the data directory; opened once, at the first call. Power loss may lose the last
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
  driver(): Promise<EmbeddedDriver> {
    return this.session();
  }

  /** @throws DiskFullError */
  checkDisk(): Promise<void> {
    return this.directory.checkDisk();
  }

  /** Settles like the work. @throws DataDirectoryError if the database finds its files damaged */
  async readingFiles<T>(work: Promise<T>): Promise<T> {
    return work.catch(async (error: Error & { code?: string }) => {
      const { code } = (error.cause ?? error) as { code?: string };
      if (!DAMAGED.test(code ?? '')) throw error;
      throw unusableFiles(STORE, await this.directory.path('postgres'), 'damaged');
    });
  }

  private async open(): Promise<EmbeddedDriver> {
    const path = await this.directory.path('postgres');
    const thread = await withTimeout(OPENING_MS, (signal) => this.opened(path, signal)).catch(
      async (error: unknown) => {
        const failure = await openingFailure(error, { store: STORE, path, checkDisk: () => this.checkDisk() });
        // Without its database the service cannot start.
        throw failure instanceof DiskFullError ? new DataDirectoryError(`${failure.message}.`) : failure;
      },
    );
    this.directory.closeBeforeUnlocking(() => thread.close());
    return sharedSession(thread);
  }

  private async opened(path: string, signal: AbortSignal): Promise<PostgresThread> {
    const thread = new PostgresThread(() => this.fatal.report(PROBLEM));
    try {
      const [module] = await Promise.all([compiledPostgres(), ensureClusterFiles(path)]);
      await thread.open(path, module, signal);
      return thread;
    } catch (error) {
      await thread.terminate();
      throw error;
    }
  }
}
