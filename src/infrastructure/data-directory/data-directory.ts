import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { DirectoryLock } from './directory-lock.js';
import { writableDirectory } from './writable-directory.js';

/**
 * The folder the embedded stores live in. It is locked before anything in it is opened, and unlocked after all of it
 * is closed. A process that uses no embedded store never touches it.
 */
@Injectable()
export class DataDirectory implements OnApplicationShutdown {
  private opening?: Promise<{ path: string; lock: DirectoryLock }>;
  private readonly closers: (() => Promise<void>)[] = [];

  constructor(private readonly config: Config) {}

  /**
   * The real path of the folder, or of a name in it.
   * @throws DataDirectoryError when the folder cannot be written or is in use
   */
  async path(...names: string[]): Promise<string> {
    this.opening ??= open(this.config.DATA_DIR).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return join((await this.opening).path, ...names);
  }

  /** What was opened last is closed first, and all of it before the lock is given back. */
  closeBeforeUnlocking(closer: () => Promise<void>): void {
    this.closers.push(closer);
  }

  /** Runs last of all shutdown hooks' work: stores are in use until the others are done. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
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
