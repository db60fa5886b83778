import { create } from 'content-disposition';
import { Readable } from 'node:stream';
import { mediaTypes, type FileFormat } from './export-format.js';

export interface ExportedFile {
  content: Readable;
  type: string;
  /** The header Content-Disposition. */
  disposition: string;
}

/**
 * A file whose parts are made as the client takes them. The first one is made before, so that what fails at once is an error instead of
 * a file; a later failure ends the connection.
 * @param name without its extension
 */
export async function exportedFile(
  name: string,
  format: FileFormat,
  parts: AsyncGenerator<string>,
): Promise<ExportedFile> {
  const first = await parts.next();
  return {
    // Made only when the client has taken what was made before.
    content: Readable.from(startingWith(first, parts), { highWaterMark: 1 }),
    type: `${mediaTypes[format]}; charset=utf-8`,
    disposition: create(`${name}.${format}`),
  };
}

async function* startingWith(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first.done) return;
  try {
    yield first.value;
    yield* rest;
  } finally {
    // A client that goes away while it has only the first part ends the rest as well.
    await rest.return(undefined);
  }
}
