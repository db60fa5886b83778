import { accessSync, constants, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { InvalidArgumentError } from 'commander';
import { getJobResults } from '../typescript/src/index.ts';
import type { Client } from '../typescript/src/generated/client/index.ts';
import { reasonOf } from './failure.ts';

const FORMATS = { '.csv': 'csv', '.ndjson': 'ndjson', '.jsonl': 'ndjson' } as const;

/** Where results go to. */
export interface ResultsFile {
  path: string;
  format: 'csv' | 'ndjson';
}

/** Checked before there is work that would be lost. @throws InvalidArgumentError */
export function resultsFile(path: string): ResultsFile {
  const format = Object.entries(FORMATS).find(([extension]) => extension === extname(path).toLowerCase())?.[1];
  if (format === undefined) throw new InvalidArgumentError('The name must end with .csv, .ndjson or .jsonl.');
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch {
    throw new InvalidArgumentError(`The folder ${dirname(path)} cannot be written to.`);
  }
  return { path, format };
}

/** Writes all results as they arrive. There is no such file until it is complete. */
export async function writeResults(client: Client, job_id: string, { path, format }: ResultsFile): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  const { data } = await getJobResults({
    client,
    path: { job_id },
    query: { format },
    parseAs: 'stream',
    throwOnError: true,
  });
  try {
    await pipeline(Readable.fromWeb(data as unknown as ReadableStream), createWriteStream(partial, { flags: 'wx' }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw new Error(`${path} was not written: ${reasonOf(error)}\n  Try again: npx . status ${job_id} --out ${path}`, {
      cause: error,
    });
  }
}
