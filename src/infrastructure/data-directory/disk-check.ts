import { OutageReporter } from '../outage/outage-reporter.js';
import type { Disk } from './disk.js';
import { DiskFullError } from './disk-full.error.js';

/** The log of the embedded Postgres grows in files of 16 MB, and Postgres crashes if it cannot create the next one. */
const LEAST_FREE_MB = 32;
const MB = 1024 * 1024;

const USED_UP: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/** Checks for free space in a folder. Concurrent calls share one check; the beginning and the end of a problem are logged once. */
export class DiskCheck {
  private readonly outage: OutageReporter;
  private looking?: Promise<void>;

  constructor(
    private readonly path: string,
    private readonly disk: Disk,
    closed: AbortSignal,
  ) {
    const restored = 'The disk of DATA_DIR has free space again';
    this.outage = new OutageReporter({ context: 'DataDirectory', restored, probe: () => this.run(), closed });
  }

  /** @throws DiskFullError */
  run(): Promise<void> {
    this.looking ??= this.look().finally(() => void (this.looking = undefined));
    return this.looking;
  }

  private async look(): Promise<void> {
    const problem = await this.problem();
    if (problem === null) return this.outage.markAvailable();
    this.outage.markUnavailable(problem);
    this.outage.watch();
    throw new DiskFullError(problem);
  }

  private async problem(): Promise<string | null> {
    try {
      const free = await this.disk.freeBytes(this.path);
      if (free !== null && free < LEAST_FREE_MB * MB) {
        return `The disk of DATA_DIR is full (less than ${LEAST_FREE_MB} MB free): free some space`;
      }
      await this.disk.tryWriting(this.path);
      return null;
    } catch (error) {
      const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
      if (USED_UP.has(code)) return `The disk of DATA_DIR is full (${code}): free some space, or raise the quota`;
      return `DATA_DIR cannot be written (${code}): check its disk and its permissions`;
    }
  }
}
