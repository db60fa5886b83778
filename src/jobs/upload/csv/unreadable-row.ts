import { CsvError } from 'csv-parse';
import type { InvalidRequestError } from '../../../common/errors/invalid-request.error.js';
import { unreadableFile } from '../file-problems.js';
import { RecordTooLongError } from './csv-records.js';

/** Why the row cannot be read, nor any after it. @throws the error itself if it is another one */
export function unreadableRow(error: unknown, row: number): InvalidRequestError {
  if (error instanceof RecordTooLongError) return problem(`Row ${row} is longer than 1 MB; ${LOOK}`);
  if (error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return problem(`Row ${row} has a quotation mark that is never closed; close it, or write it twice if it is text`);
  }
  throw error;
}

const LOOK = 'look for a quotation mark in it that is never closed';
const problem = (message: string) => unreadableFile(message, 'csv_invalid');
