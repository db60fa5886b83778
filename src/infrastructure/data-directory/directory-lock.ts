import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { DataDirectoryError } from './data-directory.error.js';

/** A LevelDB in the data directory that is never written to; it exists for the lock on its file LOCK. */
const LOCK_DIRECTORY = 'lock';
/** The file that LevelDB locks; if it were replaced, a second process could lock the new one. */
const LOCK_FILE = 'LOCK';
/** Stored next to it for the error message of other processes; does not show whether the lock is held. */
const HOLDER_FILE = 'holder.json';

/**
 * Keeps other processes out of a directory for as long as this one lives, wherever they run, as long as they share its file
 * system. The kernel releases the lock, also after `kill -9`. See docs/adr/0012-lock-of-the-data-directory.md.
 */
export class DirectoryLock {
  private constructor(private readonly level: ClassicLevel) {}

  /** @throws DataDirectoryError if the lock is held by another process or by this one, or cannot be taken at all */
  static async take(realPath: string): Promise<DirectoryLock> {
    const directory = join(realPath, LOCK_DIRECTORY);
    const level = await opened(directory)
      .catch(async (error: unknown) => {
        if (isHeld(error)) throw error;
        await removeAllButLock(directory);
        return opened(directory);
      })
      .catch(async (error: unknown) => {
        throw new DataDirectoryError(isHeld(error) ? await inUse(realPath) : notLockable(realPath, error));
      });
    // Only used in error messages, so a full disk does not matter.
    await writeFile(join(directory, HOLDER_FILE), JSON.stringify(SELF)).catch(() => undefined);
    return new DirectoryLock(level);
  }

  async release(): Promise<void> {
    await this.level.close();
  }
}

interface Holder {
  pid: number;
  host: string;
}

const SELF: Holder = { pid: process.pid, host: hostname() };

async function opened(directory: string): Promise<ClassicLevel> {
  const level = new ClassicLevel(directory);
  await level.open();
  return level;
}

async function inUse(realPath: string): Promise<string> {
  const who = nameOf(await holderOf(realPath));
  return `The data directory ${realPath} is in use by ${who}. Stop it, or set DATA_DIR to another folder.`;
}

function notLockable(realPath: string, error: unknown): string {
  const { message } = reasonOf(error);
  return `The data directory ${realPath} cannot be locked (${message}). Set DATA_DIR to a folder on a local disk.`;
}

/**
 * Power loss may corrupt any file. The database is empty and its files are never read again once it is open, so they can be
 * rebuilt; only the lock must remain the same file.
 */
async function removeAllButLock(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name !== LOCK_FILE) await rm(join(directory, name), { recursive: true, force: true });
  }
}

async function holderOf(realPath: string): Promise<Partial<Holder>> {
  try {
    return JSON.parse(await readFile(join(realPath, LOCK_DIRECTORY, HOLDER_FILE), 'utf8')) as Partial<Holder>;
  } catch {
    return {};
  }
}

/** A process ID is meaningless on another machine or in another container. */
function nameOf({ pid, host }: Partial<Holder>): string {
  if (!Number.isInteger(pid)) return 'another process';
  return host === SELF.host ? `another process (pid ${pid})` : `another process (pid ${pid} on ${host})`;
}

/** LevelDB reports this whenever locking failed, including on file systems without locks. */
function isHeld(error: unknown): boolean {
  const { code, message } = reasonOf(error);
  return code === 'LEVEL_LOCKED' && !/no locks available|not supported|not implemented/i.test(message);
}

/** LevelDB's own error is the cause of the one that is thrown. */
function reasonOf(error: unknown): { code?: string; message: string } {
  const { cause } = error as { cause?: unknown };
  return (cause ?? error) as { code?: string; message: string };
}
