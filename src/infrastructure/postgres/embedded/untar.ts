import { mkdirSync, writeFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

const BLOCK = 512;

/**
 * Unpacks the folders and files of an uncompressed ustar archive, in archive order. Synchronous, because for a thousand small
 * files scheduling takes longer than the disk.
 */
export function untar(archive: Buffer, directory: string): void {
  for (let offset = 0; offset + BLOCK <= archive.length;) {
    const header = archive.subarray(offset, offset + BLOCK);
    const name = textOf(header.subarray(0, 100));
    const size = Number.parseInt(textOf(header.subarray(124, 136)), 8) || 0;
    const content = archive.subarray(offset + BLOCK, offset + BLOCK + size);
    offset += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    // The archive ends with empty blocks.
    if (name === '') continue;
    const target = join(directory, normalize(`/${name}`));
    if (String.fromCharCode(header[156] ?? 0) === '5') mkdirSync(target, { recursive: true, mode: 0o700 });
    else writeFileSync(target, content, { mode: 0o600 });
  }
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? field.length : end).trim();
}
