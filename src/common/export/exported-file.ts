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
 * A file whose parts are made as the client takes them. The first part is made before the response starts, so that an immediate failure
 * is answered with an error; a later failure ends the connection.
 * @param name without its extension
 */
export async function exportedFile(
  name: string,
  format: FileFormat,
  parts: AsyncGenerator<string>,
): Promise<ExportedFile> {
  const first = await parts.next();
  return {
    // The next part is made only after the client has taken the previous one.
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
