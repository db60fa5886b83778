import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mounted: string[] = [];

/** A file system of its own; null where this user cannot mount one. */
export function smallDisk(megabytes: number): string | null {
  const path = mkdtempSync(join(tmpdir(), 'disk-full-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  if (status === 0) mounted.push(path);
  else rmSync(path, { recursive: true });
  return status === 0 ? path : null;
}

export function unmountAll(): void {
  for (const path of mounted.splice(0)) {
    spawnSync('umount', [path]);
    rmSync(path, { recursive: true });
  }
}

/** Used before the tests are defined. */
export const canMount = smallDisk(1) !== null;
unmountAll();
