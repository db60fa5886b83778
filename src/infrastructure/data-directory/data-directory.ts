import { join } from 'node:path';
import { Injectable, Optional, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { DirectoryLock } from './directory-lock.js';
import { Disk } from './disk.js';
import { DiskCheck } from './disk-check.js';
import { writableDirectory } from './writable-directory.js';

/**
 * The folder of the embedded stores. It is locked before anything in it is opened, and unlocked after everything in it is closed.
 * A process without embedded stores never touches it.
 */
@Injectable()
export class DataDirectory implements OnApplicationShutdown {
  private opening?: Promise<{ path: string; lock: DirectoryLock }>;
  private diskCheck?: DiskCheck;
  private readonly closing = new AbortController();
  private readonly closers: (() => Promise<void>)[] = [];

  constructor(
    private readonly config: Config,
    @Optional() private readonly disk: Disk = new Disk(),
  ) {}

  /**
   * The real path of the folder, or of a name in it.
   * @throws DataDirectoryError if the folder is not writable or is in use
   */
  async path(...names: string[]): Promise<string> {
    this.opening ??= open(this.config.DATA_DIR).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return join((await this.opening).path, ...names);
  }

  /**
   * Part of the health checks of embedded stores, which cannot write without free disk space.
   * @throws DiskFullError until space is freed
   */
  async checkDisk(): Promise<void> {
    this.diskCheck ??= new DiskCheck(await this.path(), this.disk, this.closing.signal);
    await this.diskCheck.run();
  }

  /** Closes in reverse order of opening, and releases the lock last. */
  closeBeforeUnlocking(closer: () => Promise<void>): void {
    this.closers.push(closer);
  }

  /** Runs last of all shutdown hooks because the other hooks still use the stores. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    this.closing.abort();
    for (const closer of this.closers.splice(0).toReversed()) await closer();
    const opened = await this.opening?.catch(() => undefined);
    this.opening = undefined;
    await opened?.lock.release();
  }
}

async function open(directory: string): Promise<{ path: string; lock: DirectoryLock }> {
  const path = await writableDirectory(directory);
  return { path, lock: await DirectoryLock.take(path) };
}
