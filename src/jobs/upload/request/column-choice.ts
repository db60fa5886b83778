import { columnFields, columnKey, fieldsOf, type ColumnChoice, type ColumnField } from '../columns/column-field.js';
import { MAX_COLUMNS } from '../file-row.js';
import { invalidField, jsonField } from './json-field.js';

const NONE: ColumnChoice = new Map();

/** What the client says about columns: `{ "Work mail": "email" }`. @throws InvalidRequestError */
export function columnChoice(text: string | undefined): ColumnChoice {
  if (text === undefined || text.trim() === '') return NONE;
  const choice = new Map<string, ColumnField | null>();
  for (const [name, value] of Object.entries(jsonField('columns', text))) {
    const field = value === null ? null : fieldNamed(value);
    if (field === undefined) throw invalidField('columns', `Columns can be ${columnFields.join(', ')} or null`, value);
    if (field !== null && [...choice.values()].includes(field))
      throw invalidField('columns', `Only one column can be ${field}`, name);
    choice.set(columnKey(name), field);
  }
  if (choice.size > MAX_COLUMNS) throw invalidField('columns', `columns can name at most ${MAX_COLUMNS} columns`, text);
  return choice;
}

/** By any of the names that a column of that kind may have. */
function fieldNamed(value: unknown): ColumnField | undefined {
  return typeof value === 'string' ? (fieldsOf([value], NONE)[0] ?? undefined) : undefined;
}
