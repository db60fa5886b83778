import { isObject } from '../../../common/validation/plain-object.js';
import { parseExact } from '../../../common/json/exact-json.js';
import { JsonScanner, type JsonBounds } from '../../../common/json/json-scanner.js';
import { storable } from '../../../common/text/storable.js';
import { fieldsOf, type ColumnChoice } from '../columns/column-field.js';
import { FileColumns } from '../columns/file-columns.js';
import { fieldByContent } from '../columns/field-by-content.js';
import { MAX_COLUMNS, misfit, nextLine, type FileRow, type RowParser } from '../file-row.js';
import { cellText } from '../text/cell-text.js';
import { Lines } from './lines.js';

/** Longest line, in bytes; the same as for a CSV row. */
const MAX_LINE_BYTES = 1_048_576;
const BOUNDS: JsonBounds = { depth: 8, values: 1_000 };
const SHOWN_LENGTH = 200;

/** Reads NDJSON: each line is an object whose keys are columns, or a text that is an address or a member URL. */
export class NdjsonRows implements RowParser {
  readonly columns = new FileColumns([], []);
  private readonly positions = new Map<string, number>();
  private readonly lines = new Lines(MAX_LINE_BYTES);
  private count = 0;

  constructor(private readonly choice: ColumnChoice) {}

  write(bytes: Buffer): Promise<FileRow[]> {
    const rows: FileRow[] = [];
    for (const line of this.lines.write(bytes)) rows.push(...this.rowsOf(line));
    return Promise.resolve(rows);
  }

  end(): Promise<FileRow[]> {
    return Promise.resolve(this.rowsOf(this.lines.end()));
  }

  /** None for a blank line. */
  private rowsOf(line: Buffer | null): FileRow[] {
    this.count = nextLine(this.count);
    if (line === null) return [this.refused('', 'Line must not be longer than 1 MB')];
    const text = cellText(line.toString('latin1')).trim();
    return text === '' ? [] : [this.row(text)];
  }

  private row(text: string): FileRow {
    if (new JsonScanner(BOUNDS).scan(text) !== null)
      return this.refused(text, `Line must have at most ${BOUNDS.values} values, and ${BOUNDS.depth} levels of them`);
    const json = parsed(text);
    const object = typeof json === 'string' ? { [fieldByContent(json) ?? 'email']: json } : json;
    if (!isObject(object)) return this.refused(text, 'Line must be a JSON object');
    const cells = this.cells(storableTexts(withCustom(object)));
    if (cells === null) return this.refused(text, `The lines together must have at most ${MAX_COLUMNS} different keys`);
    return misfit(this.count, cells, this.columns) ?? { row: this.count, raw: this.columns.item(cells) };
  }

  /** The values by column, null for a column that the line does not have. Null if there are too many columns. */
  private cells(object: Record<string, unknown>): unknown[] | null {
    const names = Object.keys(object);
    const unknown = names.filter((name) => !this.positions.has(name));
    if (this.columns.count + unknown.length > MAX_COLUMNS) return null;
    const fields = fieldsOf(unknown, this.choice);
    for (const [index, name] of unknown.entries()) {
      this.positions.set(name, this.columns.count);
      this.columns.add(name, fields[index] ?? null);
    }
    const cells: unknown[] = Array.from({ length: this.columns.count }, () => null);
    for (const name of names) cells[this.positions.get(name) ?? 0] = object[name];
    return cells;
  }

  private refused(value: string, reason: string): FileRow {
    return { row: this.count, value: value.slice(0, SHOWN_LENGTH), reason };
  }
}

/** Null for a text that is not JSON, because null is not an object either. */
function parsed(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return null;
  }
}

/** Values within a value are written as JSON, which escapes what cannot be stored. */
function storableTexts(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [storable(name), storableText(value)]));
}

const storableText = (value: unknown) => (typeof value === 'string' ? storable(value) : value);

/** As in items of create-batch, `custom` contains columns that are returned with the results. */
function withCustom(object: Record<string, unknown>): Record<string, unknown> {
  const { custom, ...columns } = object;
  return isObject(custom) ? { ...custom, ...columns } : object;
}
