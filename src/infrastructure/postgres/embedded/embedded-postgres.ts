import { Injectable, Optional } from '@nestjs/common';
import type { PgliteConnection } from '@supabase/lite/pglite';
import { FatalProblem } from '../../../common/lifecycle/fatal-problem.js';
import { DataDirectory } from '../../data-directory/data-directory.js';
import { ensureClusterFiles } from './cluster-files.js';
import { PanicWatch } from './panic-watch.js';

/**
 * Postgres inside this process with its files in the data directory; opened once, at the first call. Power loss may lose the last
 * writes; killing the process loses none.
 */
@Injectable()
export class EmbeddedPostgres {
  private opening?: Promise<PgliteConnection>;

  constructor(
    private readonly directory: DataDirectory,
    @Optional() private readonly fatal: FatalProblem = new FatalProblem(),
  ) {}

  /** The connection of the Supabase driver; its `driver` is the database itself. */
  connection(): Promise<PgliteConnection> {
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  /** @throws DiskFullError */
  checkDisk(): Promise<void> {
    return this.directory.checkDisk();
  }

  private async open(): Promise<PgliteConnection> {
    const path = await this.directory.path('postgres');
    const [{ createPgliteConnection }, { vector }] = await Promise.all([
      import('@supabase/lite/pglite'),
      import('@electric-sql/pglite-pgvector'),
      ensureClusterFiles(path),
    ]);
    const connection = await createPgliteConnection({ url: path, pgliteOptions: { extensions: { vector } } });
    await connection.driver.waitReady;
    const watch = new PanicWatch((problem) => this.fatal.report(problem));
    watch.watch(connection.driver);
    this.directory.closeBeforeUnlocking(() => watch.close(() => connection.close()));
    return connection;
  }
}
