import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Large enough to occupy a block on any file system. */
const TRIAL = Buffer.alloc(4_096, 1);

/** The file system that a folder is on. */
export class Disk {
  /** Bytes that this user can still write; null where the file system does not say. */
  async freeBytes(directory: string): Promise<number | null> {
    const { blocks, bavail, bsize } = await statfs(directory);
    return blocks === 0 ? null : bavail * bsize;
  }

  /** Fails if no file can be written: quotas or inodes may be used up while there is still free space. */
  async tryWriting(directory: string): Promise<void> {
    const file = join(directory, 'write-check');
    try {
      await writeFile(file, TRIAL, { mode: 0o600 });
    } finally {
      await rm(file, { force: true }).catch(() => undefined);
    }
  }
}
