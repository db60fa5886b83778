import { InvalidRequestError } from '../../../common/errors/invalid-request.error.js';
import type { ColumnChoice } from '../columns/column-field.js';
import { cellText } from '../text/cell-text.js';
import { HEADER_WITHIN, layoutOf, type Layout } from './csv-layout.js';
import { CsvRecords, MAX_RECORD_BYTES, RecordTooLongError } from './csv-records.js';
import { unreadableRow } from './unreadable-row.js';

const DELIMITERS = [',', ';', '\t'] as const;
/** Excel's own line before the header: `sep=;`. */
const DELIMITER_LINE = /^"?sep=([^\r\n"])"?(?:\r\n|\r|\n|$)/i;
const MAX_DELIMITER_LINE = 16;
/** Bytes that are read at once. */
const SLICE = 65_536;

/** How the records of a CSV file are read. */
export interface Dialect {
  delimiter: string;
  layout: Layout;
  /** Bytes before the first record. */
  skipped: number;
}

/**
 * The delimiter by which most columns are recognized; null if more of the file is needed.
 * @param head the beginning of the file
 * @throws InvalidRequestError if no column can be used with any delimiter
 */
export async function dialectOf(head: Buffer, isWhole: boolean, choice: ColumnChoice): Promise<Dialect | null> {
  const line = DELIMITER_LINE.exec(head.toString('latin1', 0, MAX_DELIMITER_LINE));
  const skipped = line?.[0].length ?? 0;
  const delimiters = line?.[1] === undefined ? DELIMITERS : [line[1]];
  const readings: Reading[] = [];
  for (const delimiter of delimiters)
    readings.push(await readingBy(delimiter, head.subarray(skipped), isWhole, choice));
  const [best] = readings.toSorted((one, other) => other.rank - one.rank);
  if (best === undefined || best.layout instanceof InvalidRequestError) {
    if (!isWhole && head.length <= MAX_RECORD_BYTES && readings.some(({ records }) => records < HEADER_WITHIN))
      return null;
    throw best?.layout;
  }
  return { delimiter: best.delimiter, layout: best.layout, skipped };
}

interface Reading {
  delimiter: string;
  layout: Layout | InvalidRequestError;
  rank: number;
  /** Number of records that were read. */
  records: number;
}

async function readingBy(delimiter: string, head: Buffer, isWhole: boolean, choice: ColumnChoice): Promise<Reading> {
  const { records, problem } = await firstRecords(delimiter, head, isWhole);
  const layout = records.length === 0 && problem ? problem : layoutOf(records, choice);
  return { delimiter, layout, rank: rankOf(layout, records), records: records.length };
}

/** Known columns count most, then all columns; without a known one, the widest row. */
function rankOf(layout: Layout | InvalidRequestError, records: readonly (readonly string[])[]): number {
  if (layout instanceof InvalidRequestError) return 1 - 1 / Math.max(1, ...records.map(({ length }) => length));
  const known = layout.columns.list().filter(({ as }) => as !== null).length;
  return known * 1_000 + layout.columns.count;
}

/** A problem after these records is found again when the file is read. */
async function firstRecords(delimiter: string, head: Buffer, isWhole: boolean) {
  const parser = new CsvRecords(delimiter);
  const records: string[][] = [];
  const add = (more: readonly string[][]) => records.push(...more.map((cells) => cells.map(cellText)));
  try {
    for (let from = 0; from < head.length && records.length < HEADER_WITHIN; from += SLICE)
      add(await parser.write(head.subarray(from, from + SLICE)));
    if (isWhole && records.length < HEADER_WITHIN) add(await parser.end());
    else if (records.length === 0) throw new RecordTooLongError();
  } catch (error) {
    return { records, problem: unreadableRow(error, records.length + 1) };
  }
  return { records, problem: null };
}
