import type { ListFile } from '../../src/jobs/upload/list-file.js';
import { ListFileParser } from '../../src/jobs/upload/list-file-parser.js';
import type { FileRow } from '../../src/jobs/upload/file-row.js';

/** Reads a whole file that comes in parts of a size. */
export async function readList(
  bytes: Buffer | string,
  { format = null, columns = new Map(), partSize = 65_536 }: Partial<ListFile> & { partSize?: number } = {},
) {
  const parser = new ListFileParser({ format, columns });
  const file = Buffer.from(bytes);
  const rows: FileRow[] = [];
  for (let from = 0; from < file.length; from += partSize)
    rows.push(...(await parser.write(file.subarray(from, from + partSize))));
  rows.push(...(await parser.end()));
  return { rows, columns: parser.columns?.list() ?? [] };
}
