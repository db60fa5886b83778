import { setImmediate as turn } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { StoreUnavailableError } from '../errors/store-unavailable.error.js';
import { exportedFile } from './exported-file.js';
import type { FileFormat } from './export-format.js';
import { rowFileParts, type RowField } from './row-file.js';

interface Row {
  seq: number;
  name: string;
}

const FIELDS: RowField<Row>[] = [
  ['number', ({ seq }) => seq],
  ['name', ({ name }) => name],
  ['tags', () => ['a', 'b']],
  ['at', () => new Date(0)],
];

/** Rows that come and go while they are read. */
class Table {
  rows: Row[];
  reads: number[] = [];
  failsAfter = Infinity;
  onRead: () => void = () => {};

  constructor(count: number, name = 'x') {
    this.rows = Array.from({ length: count }, (_, index) => ({ seq: index + 1, name }));
  }

  scan = async (after: number | null, limit: number) => {
    if (this.read >= this.failsAfter) throw new StoreUnavailableError('The database is away');
    const rows = this.rows.filter(({ seq }) => seq > (after ?? 0)).slice(0, limit);
    this.reads.push(rows.length);
    this.onRead();
    return { rows, next: rows.length < limit ? null : rows.at(-1)!.seq };
  };

  get read(): number {
    return this.reads.reduce((sum, rows) => sum + rows, 0);
  }
}

const open = (table: Table, format: FileFormat, bom = false) =>
  exportedFile('rows', format, rowFileParts({ format, bom, fields: FIELDS, scan: table.scan }));
const read = async (table: Table, format: FileFormat, bom = false) => text((await open(table, format, bom)).content);
const numbersIn = (file: string) =>
  file
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { number: number }).number);

describe('a file of rows', () => {
  it('has a name, a type and its fields in order', async () => {
    const csv = await open(new Table(1, '=1+1'), 'csv', true);
    expect(csv).toMatchObject({ type: 'text/csv; charset=utf-8', disposition: 'attachment; filename=rows.csv' });
    expect(await text(csv.content)).toBe("\uFEFFnumber,name,tags,at\n1,'=1+1,a; b,1970-01-01T00:00:00.000Z\n");
    const ndjson = await open(new Table(1, '=1+1'), 'ndjson', true);
    expect(ndjson).toMatchObject({ type: 'application/x-ndjson; charset=utf-8' });
    expect(await text(ndjson.content)).toBe(
      '{"number":1,"name":"=1+1","tags":["a","b"],"at":"1970-01-01T00:00:00.000Z"}\n',
    );
  });

  it('has only a header without rows, and nothing in NDJSON', async () => {
    expect(await read(new Table(0), 'csv')).toBe('number,name,tags,at\n');
    expect(await read(new Table(0), 'ndjson')).toBe('');
  });

  it('holds every untouched row once while others are added and deleted', async () => {
    const change = fc.record({ deleted: fc.integer({ min: 1, max: 400 }), added: fc.nat({ max: 3 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 400 }),
        fc.array(change, { maxLength: 10 }),
        async (count, changes) => {
          const table = new Table(count);
          const deleted = new Set<number>();
          const left = [...changes].values();
          let last = 1_000;
          table.onRead = () => {
            const next = left.next().value;
            if (next === undefined) return;
            deleted.add(next.deleted);
            table.rows = table.rows.filter(({ seq }) => seq !== next.deleted);
            for (let added = 0; added < next.added; added += 1) table.rows.push({ seq: (last += 1), name: '' });
          };
          const numbers = numbersIn(await read(table, 'ndjson'));
          const distinct = new Set(numbers);
          expect(distinct.size).toBe(numbers.length);
          const untouched = Array.from({ length: count }, (_, index) => index + 1).filter((seq) => !deleted.has(seq));
          expect(untouched.filter((seq) => !distinct.has(seq))).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('has the same rows as a table', async () => {
    const rows = parse(await read(new Table(999), 'csv'), { columns: true }) as { number: string }[];
    expect(rows.map(({ number }) => Number(number))).toEqual(numbersIn(await read(new Table(999), 'ndjson')));
  });

  it.each(['csv', 'ndjson'] as const)('reads the smaller pages of %s the larger the rows are', async (format) => {
    const table = new Table(60, 'x'.repeat(300_000));
    await read(table, format);
    expect(table.reads[0]).toBe(25);
    expect(Math.max(...table.reads.slice(1))).toBeLessThanOrEqual(6);
  });

  it('reads no further than the client takes', async () => {
    const table = new Table(2_000);
    const { content } = await open(table, 'ndjson');
    let taken = 0;
    for await (const chunk of content) {
      taken += numbersIn(String(chunk)).length;
      for (let turns = 0; turns < 50; turns += 1) await turn();
      expect(table.read - taken).toBeLessThanOrEqual(400);
      if (taken > 500) break;
    }
    const { read: before } = table;
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(table.read).toBe(before);
  });

  it('fails at once, or ends with an error, but never as if it were complete', async () => {
    const table = new Table(100);
    table.failsAfter = 0;
    await expect(open(table, 'csv')).rejects.toThrow('The database is away');
    table.failsAfter = 25;
    await expect(read(table, 'csv')).rejects.toThrow('The database is away');
  });
});
