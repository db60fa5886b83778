import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { readList } from '../../../test/support/list-file.js';

const utf16 = (text: string, { littleEndian = true, bom = true } = {}) => {
  const bytes = Buffer.from(`${bom ? '\uFEFF' : ''}${text}`, 'utf16le');
  return littleEndian ? bytes : bytes.swap16();
};
const windows1252 = (text: string) =>
  Buffer.from(text.replaceAll('€', '\x80').replaceAll('’', '\x92').replaceAll('Š', '\x8a'), 'latin1');

const JSON_LIST = 'The file is a JSON list; write one object per line, without the brackets and commas around them';

const TABLE = 'Team,E-Mail,LinkedIn URL\r\nČ 東京,Jane@Example.com,linkedin.com/in/jane\r\n';
const READ = {
  row: 2,
  raw: {
    email: 'Jane@Example.com',
    linkedin_url: 'linkedin.com/in/jane',
    suggested_role: null,
    name: null,
    include_companies: null,
    custom: ['Č 東京', 'Jane@Example.com', 'linkedin.com/in/jane'],
  },
};

describe('a list file', () => {
  it.each([
    ['UTF-8', Buffer.from(TABLE)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TABLE}`)],
    ['UTF-16 LE with a byte order mark', utf16(TABLE)],
    ['UTF-16 BE with a byte order mark', utf16(TABLE, { littleEndian: false })],
    ['UTF-16 LE', utf16(TABLE, { bom: false })],
    ['UTF-16 BE', utf16(TABLE, { bom: false, littleEndian: false })],
    ['semicolons', Buffer.from(TABLE.replaceAll(',', ';'))],
    ['tabs', Buffer.from(TABLE.replaceAll(',', '\t'))],
    ['LF', Buffer.from(TABLE.replaceAll('\r\n', '\n'))],
    ['CR', Buffer.from(TABLE.replaceAll('\r\n', '\r'))],
    ['no line end at the end', Buffer.from(TABLE.trimEnd())],
    ['the line that tells Excel the delimiter', Buffer.from(`sep=;\r\n${TABLE.replaceAll(',', ';')}`)],
    ['that line and another delimiter', utf16(`sep=|\n${TABLE.replaceAll(',', '|')}`)],
    ['NDJSON', Buffer.from(ndjson(TABLE))],
    ['NDJSON in UTF-16', utf16(ndjson(TABLE))],
  ])('is read with %s', async (spelling, bytes) => {
    for (const partSize of [1, 7, 65_536]) {
      const { rows, columns } = await readList(bytes, { partSize });
      expect(rows).toEqual([{ ...READ, row: spelling.startsWith('NDJSON') ? 1 : 2 }]);
      expect(columns).toEqual([
        { name: 'Team', as: null },
        { name: 'E-Mail', as: 'email' },
        { name: 'LinkedIn URL', as: 'linkedin_url' },
      ]);
    }
  });

  it('is read cell by cell as UTF-8 or as Windows-1252', async () => {
    const bytes = Buffer.concat([
      windows1252('Größe,Mail\nŠ’s € 5,a@example.com\n'),
      Buffer.from('Ž 東京,b@example.com\n'),
      Buffer.from('caf\xe9,c@example.com\n', 'latin1'),
    ]);
    const { rows, columns } = await readList(bytes);
    expect(columns.map(({ name }) => name)).toEqual(['Größe', 'Mail']);
    expect(rows).toMatchObject([
      { raw: { custom: ['Š’s € 5', 'a@example.com'] } },
      { raw: { custom: ['Ž 東京', 'b@example.com'] } },
      { raw: { custom: ['café', 'c@example.com'] } },
    ]);
  });

  it('reads the Connections.csv of LinkedIn as it is', async () => {
    const { rows, columns } = await readList(readFileSync('test/fixtures/lists/Connections.csv'));
    expect(columns.map(({ as }) => as)).toEqual(['first_name', 'last_name', 'linkedin_url', 'email', null, null, null]);
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatchObject({
      row: 5,
      raw: { name: 'Mirela Kovačević', linkedin_url: 'https://www.linkedin.com/in/mirela-kova%C4%8Devi%C4%87' },
    });
    expect(rows[1]).toMatchObject({
      row: 6,
      raw: { name: 'Tobias Lindqvist, PhD', email: 'tobias.lindqvist@example.com' },
    });
    expect(rows[5]).toMatchObject({ row: 10, raw: { name: 'Paulina Wójcik' } });
  });

  it('keeps the cells of every table, however it is written and in whatever parts it comes', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('"', '""', '\n', '\r\n', ',', ';', '\t', ' a ', "'"),
    );
    const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    const dialect = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t'),
      record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
      bom: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(table, dialect, fc.integer({ min: 1, max: 50 }), async (cells, options, partSize) => {
        const records = [['email', 'b', 'c'], ...cells.map(([, b = '', c = '']) => ['ann@example.com', b, c])];
        const { rows } = await readList(stringify(records, { ...options, quoted_match: /[\r\n,;\t]/ }), { partSize });
        const storable = (text: string) => text.replaceAll('\0', '').toWellFormed();
        expect(rows.map((row) => 'raw' in row && row.raw.custom)).toEqual(
          records.slice(1).map((record) => record.map(storable)),
        );
      }),
    );
  });

  it.each([
    ['PK\x03\x04…', 'The file is a spreadsheet or a ZIP archive; save the list as CSV and upload that'],
    ['\xd0\xcf\x11\xe0\xa1', 'The file is a spreadsheet; save the list as CSV and upload that'],
    ['\x1f\x8b\x08', 'The file is compressed; save the list as CSV and upload that'],
    ['%PDF-1.7', 'The file is a PDF document; save the list as CSV and upload that'],
    ['\x89PNG\r\n', 'The file is a picture; save the list as CSV and upload that'],
    ['\xff\xd8\xff\xe0', 'The file is a picture; save the list as CSV and upload that'],
    ['\n<html><table><tr><td>a@example.com', 'The file is a web page or XML; save the list as CSV and upload that'],
    ['\xef\xbb\xbf<?xml version="1.0"?>', 'The file is a web page or XML; save the list as CSV and upload that'],
    ['[\n  {"email": "a@example.com"}\n]', JSON_LIST],
    ['["a@example.com"]', JSON_LIST],
    ['', 'The file has no rows'],
    ['\n\n , ,\n', 'The file has no rows'],
  ])('is refused if it is no list: %j', async (content, message) => {
    await expect(readList(Buffer.from(content, 'latin1'))).rejects.toMatchObject({ fieldErrors: [{ message }] });
  });
});

function ndjson(table: string): string {
  const [names = [], ...rows] = table
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  return rows
    .map((cells) => JSON.stringify(Object.fromEntries(names.map((name, index) => [name, cells[index]]))))
    .join('\n');
}
