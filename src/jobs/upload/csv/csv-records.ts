import { parse, type InfoRecord, type Options, type Parser } from 'csv-parse';

/** Bytes that may come without a record ending: an unclosed quotation mark must not make one row of the rest of the file. */
export const MAX_RECORD_BYTES = 1_048_576;

const OPTIONS: Options = {
  encoding: 'latin1',
  // In this order: CRLF is one line end.
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
};

/** There was no end of a record in `MAX_RECORD_BYTES`. */
export class RecordTooLongError extends Error {
  override readonly name = 'RecordTooLongError';
}

/** Splits CSV into records, part by part. Cells are bytes read as Latin-1; a blank line is a record with one empty cell. */
export class CsvRecords {
  private records: string[][] = [];
  private readonly parser: Parser;
  private written = 0;
  /** Where the last record ended, in bytes. */
  private ended = 0;

  constructor(delimiter: string) {
    const keep = (record: string[], { bytes }: InfoRecord) => {
      this.records.push(record);
      this.ended = bytes;
      // Otherwise csv-parse would make an error for each record that is not as long as the first one, which takes most of its time.
      Object.assign(this.parser.info, { records: 0 });
      return null;
    };
    this.parser = parse({ ...OPTIONS, delimiter, on_record: keep });
    // The callbacks below report it.
    this.parser.on('error', () => undefined);
  }

  /** The records that end in this part. @throws CsvError, or RecordTooLongError if the parts before were too long */
  write(bytes: Buffer): Promise<string[][]> {
    return this.after((done) => void this.parser.write(bytes, done), bytes.length);
  }

  /** The last record. @throws as `write` */
  end(): Promise<string[][]> {
    return this.after((done) => void this.parser.end(done));
  }

  private async after(step: (done: (error?: Error | null) => void) => void, bytes = 0): Promise<string[][]> {
    if (this.written - this.ended > MAX_RECORD_BYTES) throw new RecordTooLongError();
    this.written += bytes;
    await new Promise<void>((resolve, reject) => step((error) => (error ? reject(error) : resolve())));
    return this.records.splice(0);
  }
}
