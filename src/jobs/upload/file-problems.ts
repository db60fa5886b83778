import { InvalidRequestError } from '../../common/errors/invalid-request.error.js';
import type { ColumnField } from './columns/column-field.js';
import { MAX_COLUMNS } from './file-row.js';

const SHOWN_COLUMNS = 20;
const SHOWN_NAME = 60;

/** A file that cannot be read. */
export function unreadableFile(message: string, error_type: string, invalid_value: unknown = null) {
  return new InvalidRequestError([{ field: 'file', message, invalid_value, error_type }]);
}

/**
 * Nothing in the header says where addresses and member URLs are.
 * @param index the column that looks most like them
 */
export function noUsableColumn(header: readonly string[], index: number, field: ColumnField): InvalidRequestError {
  const example = JSON.stringify({ [(header[index] ?? '').slice(0, SHOWN_NAME)]: field });
  const message = `No column is named like email addresses or LinkedIn URLs (found: ${listed(header)}); rename one to Email or LinkedIn URL, or say which one is with columns, such as ${example}`;
  return unreadableFile(message, 'columns_unknown');
}

/** The client chose a column that the file does not have. */
export function unknownColumn(chosen: string, header: readonly string[]): InvalidRequestError {
  const message = `columns names a column that the file does not have (found: ${listed(header)})`;
  return new InvalidRequestError([{ field: 'columns', message, invalid_value: chosen, error_type: 'columns_unknown' }]);
}

export function tooManyColumns(count: number): InvalidRequestError {
  const message = `The file has ${count.toLocaleString('en')} columns; remove some, because at most ${MAX_COLUMNS} are returned with the results`;
  return unreadableFile(message, 'columns_too_many');
}

function listed(header: readonly string[]): string {
  const names = header.slice(0, SHOWN_COLUMNS).map((name) => JSON.stringify(name.slice(0, SHOWN_NAME)));
  const more = header.length > SHOWN_COLUMNS ? ` and ${header.length - SHOWN_COLUMNS} more` : '';
  return `${names.join(', ')}${more}`;
}
