import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { ApplicationError } from '../../../common/errors/application.error.js';
import { formProblem, type FormProblem } from './form-problems.js';

const KIB = 1_024;
const FIELDS = ['priority', 'config', 'columns'] as const;
export type FormField = (typeof FIELDS)[number];
export type FormFields = Partial<Record<FormField, string>>;

/** One more of each than allowed, so that it is noticed. */
const LIMITS = {
  files: 2,
  fields: FIELDS.length + 1,
  parts: FIELDS.length + 3,
  fieldSize: 64 * KIB,
  headerPairs: 16,
  headerSize: 8 * KIB,
};
const MAX_SHOWN = 60;

export interface FormFile {
  bytes: AsyncIterable<Buffer>;
  name: string | null;
  /** In lower case. */
  mediaType: string;
}

/** A form with one file, of which the fields before the file are known. */
export interface OpenForm {
  file: FormFile;
  fields: FormFields;
  /** All fields, including those after the file, which must have been read. */
  end(): Promise<FormFields>;
  /** Reads no more of the form. */
  close(): void;
}

/** @throws InvalidRequestError, also while the file is read */
export async function openForm(parts: AsyncIterable<Buffer>, contentType: string): Promise<OpenForm> {
  const form = new UploadForm(contentType);
  const done = form.read(parts);
  // The reader of the file gets the same error.
  done.catch(() => undefined);
  const file = await Promise.race([form.file, done.then(() => null)]);
  if (file === null) throw formProblem('missing', 'file');
  return {
    file: { ...file, bytes: complete(file.bytes) },
    fields: { ...form.fields },
    end: async () => {
      await done;
      return form.fields;
    },
    close: () => form.close(),
  };
}

/** The parser reports a form that is cut off in the file as an error of the file. */
async function* complete(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } catch (error) {
    throw error instanceof ApplicationError ? error : formProblem('form_invalid', 'body');
  }
}

class UploadForm {
  readonly fields: FormFields = {};
  readonly file: Promise<FormFile>;
  private readonly parser: BusboyInstance;
  private stream: BusboyFileStream | null = null;

  constructor(contentType: string) {
    this.parser = parserOf(contentType);
    const { promise, resolve } = Promise.withResolvers<FormFile>();
    this.file = promise;
    this.parser.on('file', (field, stream, fileName: string | undefined, _encoding, mediaType) => {
      // Without a listener, an error of a stream that is not read would end the process.
      stream.on('error', () => undefined);
      if (field !== 'file') return this.fail('field_unknown', field);
      if (this.stream) return this.fail('file_repeated', 'file');
      this.stream = stream;
      resolve({ bytes: stream, name: fileName ?? null, mediaType: mediaType.toLowerCase() });
    });
    this.parser.on('field', (field, value, _isCut, isTooLong) => this.add(field, value, isTooLong));
    this.parser.on('partsLimit', () => this.fail('field_unknown', 'body'));
    this.parser.on('fieldsLimit', () => this.fail('field_unknown', 'body'));
  }

  /** Settles when the whole form was read. */
  async read(parts: AsyncIterable<Buffer>): Promise<void> {
    try {
      await pipeline(Readable.from(parts), this.parser);
    } catch (error) {
      const problem = error instanceof ApplicationError ? error : formProblem('form_invalid', 'body');
      this.stream?.destroy(problem);
      throw problem;
    }
  }

  close(): void {
    this.parser.destroy();
  }

  private add(field: string, value: string, isTooLong: boolean): void {
    if (!isKnown(field)) return this.fail('field_unknown', field);
    if (isTooLong) return this.fail('field_too_long', field);
    if (this.fields[field] !== undefined) return this.fail('field_repeated', field);
    if (field === 'columns' && this.stream) return this.fail('columns_late', field);
    this.fields[field] = value;
  }

  private fail(problem: FormProblem, field: string): void {
    this.parser.destroy(formProblem(problem, field.slice(0, MAX_SHOWN)));
  }
}

function parserOf(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: LIMITS,
      // A list that was sent as text is recognized too, and a field that a browser sends as a file, as Swagger UI does with JSON.
      isPartAFile: (field, _type, fileName) => field === 'file' || (fileName !== undefined && !isKnown(field ?? '')),
    });
  } catch {
    throw formProblem('form_invalid', 'body');
  }
}

function isKnown(field: string): field is FormField {
  return FIELDS.some((known) => known === field);
}
