import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The socket that stands for the lock of a directory. Linux's abstract sockets and Windows' named pipes vanish with
 * their process, however it ends; elsewhere the socket is a file, which a killed process leaves behind.
 */
export function lockAddress(realPath: string, platform: NodeJS.Platform = process.platform): string {
  const name = `linkedin-profile-service-${createHash('sha256').update(realPath).digest('hex').slice(0, 32)}`;
  if (platform === 'linux') return `\0${name}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

export function isSocketFile(address: string): boolean {
  return address.startsWith('/');
}
