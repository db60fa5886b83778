import { beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { anError, aResult } from '../../../test/contract/job-store.builders.js';
import { FakePersonSource } from '../../../test/support/fake-person-source.js';
import { readList } from '../../../test/support/list-file.js';
import { chainOf } from '../../../test/support/source-chain.js';
import type { StoredSummary } from '../../profile-store/profile.store.js';
import type { ItemOutcome, JobColumn } from '../job.js';
import { guardedCell } from '../../common/text/formula-guard.js';
import { ItemChecker } from '../lists/item-checker.js';
import { CsvTable, type CsvPart } from './csv-table.js';

const jane: StoredSummary = {
  name: 'Jane Doe',
  headline: 'CTO at Acme, "the" company',
  current_title: 'CTO',
  current_company: 'Acme',
  company_domain: 'acme.example',
  location: 'Berlin, Germany',
  country_code: 'DE',
  linkedin_url: 'https://www.linkedin.com/in/jane/',
  source: 'bearer-api',
  fetched_at: new Date('2026-01-01T10:00:00.000Z'),
};

const PERSON =
  'status,error,profile_id,name,headline,current_title,current_company,company_domain,location,country_code,linkedin_url,email,source,fetched_at';

const records = (csv: string) => parse(csv);

/** The table as a spreadsheet reads it. */
function tableOf(
  outcomes: readonly ItemOutcome[],
  {
    columns = null,
    parts = [],
    people = [],
  }: { columns?: JobColumn[] | null; parts?: CsvPart[]; people?: StoredSummary[] },
) {
  const table = new CsvTable({ columns }, parts);
  const [header = [], ...rows] = records(`${table.header}${table.rows(outcomes, people)}`);
  return { header, rows };
}

describe('the results of a job as a table', () => {
  it('begins with the columns of the file, and goes on with the person', () => {
    const columns: JobColumn[] = [
      { name: 'Team', as: null },
      { name: 'E-Mail', as: 'email' },
    ];
    const outcomes = [
      aResult(1, { custom: ['A', 'Jane@Acme.example '], profile_id: 'p1', email: 'jane@acme.example' }),
      anError(2, { custom: ['B', 'bob@x.com'], email: 'bob@x.com', error: 'Profile not found' }),
    ];
    const { header, rows } = tableOf(outcomes, { columns, people: [jane] });
    expect(header).toEqual(['Team', 'E-Mail', ...PERSON.split(',')]);
    expect(rows[0]).toEqual([
      'A',
      'Jane@Acme.example ',
      'completed',
      '',
      'p1',
      'Jane Doe',
      jane.headline,
      'CTO',
      'Acme',
      'acme.example',
      'Berlin, Germany',
      'DE',
      jane.linkedin_url,
      'jane@acme.example',
      'bearer-api',
      '2026-01-01T10:00:00.000Z',
    ]);
    expect(rows[1]?.slice(0, 4)).toEqual(['B', 'bob@x.com', 'failed', 'Profile not found']);
    expect(rows[1]?.slice(4)).toEqual([...Array<string>(9).fill(''), 'bob@x.com', '', '']);
  });

  it('shows the URL of an item that failed, and the present one of a person', () => {
    const linkedin_url = 'https://www.linkedin.com/in/jane-former/';
    const outcomes = [aResult(1, { linkedin_url }), anError(2, { linkedin_url, email: null })];
    const { header, rows } = tableOf(outcomes, { people: [jane] });
    const column = header.indexOf('linkedin_url');
    expect(rows.map((row) => row[column])).toEqual([jane.linkedin_url, linkedin_url]);
  });

  it('has the keys of custom in the order of the job', () => {
    const columns = ['b', 'a'].map((name) => ({ name, as: null }));
    const outcomes = [aResult(1, { custom: { a: '1', b: '2' } }), aResult(2, { custom: { b: '3' } }), aResult(3)];
    const { header, rows } = tableOf(outcomes, { columns });
    expect([header, ...rows].map((row) => row.slice(0, 3))).toEqual([
      ['b', 'a', 'status'],
      ['2', '1', 'completed'],
      ['3', '', 'completed'],
      ['', '', 'completed'],
    ]);
  });

  it('has the answer and how it came on wish, in one order', () => {
    const { header, rows } = tableOf([aResult(1, { data: { a: [1] } }), anError(2)], { parts: ['data', 'details'] });
    expect(header.slice(14)).toEqual([
      'email_number',
      'success',
      'timestamp',
      'token_used',
      'saved_to_linkedin_profiles',
      'save_error',
      'error_type',
      'retryable',
      'attempts',
      'sources_asked',
      'data',
    ]);
    const [result, error] = rows.map((row) => Object.fromEntries(row.map((cell, index) => [header[index], cell])));
    expect(result).toMatchObject({
      email_number: '1',
      success: 'true',
      timestamp: '2026-01-01T00:00:00.001Z',
      token_used: 'token_1',
      saved_to_linkedin_profiles: 'true',
      attempts: '1',
      sources_asked: '[{"source":"bearer-api","outcome":"found"}]',
      data: '{"a":[1]}',
    });
    expect(error).toMatchObject({
      success: 'false',
      error_type: 'timeout',
      retryable: 'true',
      attempts: '4',
      data: '',
    });
  });

  describe('a cell', () => {
    const cellOf = (value: string) =>
      tableOf([aResult(1, { custom: [value] })], { columns: [{ name: value, as: null }] });

    it.each([
      '=1+1',
      '+1+1',
      '-1+1',
      '@SUM(1)',
      '\t=1',
      '\r=1',
      '＝1+1',
      '+49301234',
      '=HYPERLINK("http://x","y")',
      '-',
      "=cmd|' /C calc'!A0",
    ])('%j is not evaluated', (value) => {
      const { header, rows } = cellOf(value);
      expect([header[0], rows[0]?.[0]]).toEqual([`'${value}`, `'${value}`]);
    });

    it.each(['5', '-5', '-1.25', '-1,25', 'a=b', "'=1", ' x ', 'a"b', 'a,b', 'a\nb', 'a\rb', '', '007', 'ü東京👩‍💻'])(
      '%j stays as it is',
      (value) => {
        const { header, rows } = cellOf(value);
        expect([header[0], rows[0]?.[0]]).toEqual([value, value]);
      },
    );
  });

  describe('of an uploaded file', () => {
    let checker: ItemChecker;
    beforeEach(() => void (checker = new ItemChecker(chainOf(new FakePersonSource()))));

    /** From the bytes of a file to the table of its results. */
    async function roundTrip(file: string) {
      const { rows: read, columns } = await readList(file);
      const outcomes = read.map((row, index) => {
        const checked = 'raw' in row ? checker.check(row.raw) : row;
        return aResult(
          index + 1,
          'item' in checked ? { custom: checked.item.custom, email: checked.item.email ?? '' } : {},
        );
      });
      return { ...tableOf(outcomes, { columns }), columns };
    }

    it('has the columns and cells of the file, whatever they are', async () => {
      const cell = fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.constantFrom('=1+1', '-5', 'a"b', 'a,b;c\td', ' blank ', 'a\nb', '007', 'Č 東京', "O'Neil", '1.234,56', ''),
      );
      const table = fc
        .integer({ min: 1, max: 20 })
        .chain((width) =>
          fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
        );
      await fc.assert(
        fc.asyncProperty(table, async (cells) => {
          // The parser of a spreadsheet's file leaves out what Postgres cannot store.
          const given = cells.map((row) => row.map((text) => text.replaceAll('\0', '').toWellFormed()));
          const names = (given[0] ?? []).map((_, index) => `Column ${index + 1}`);
          const file = [['Email', ...names], ...given.map((row, index) => [`a${index}@x.com`, ...row])].map((row) =>
            row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','),
          );
          const { header, rows } = await roundTrip(`${file.join('\r\n')}\r\n`);
          expect(header.slice(0, names.length + 1)).toEqual(['Email', ...names]);
          expect(rows.map((row) => row.slice(1, names.length + 1))).toEqual(given.map((row) => row.map(guardedCell)));
        }),
        { numRuns: 60 },
      );
    });

    it('can be uploaded again, with the same addresses and columns', async () => {
      const file = `"=x",Mail\r\n"=1+1","=x@y.com"\r\n-5,+z@y.com\r\n`;
      const first = await roundTrip(file);
      const again = await roundTrip(
        [first.header, ...first.rows].map((row) => row.map((text) => `"${text}"`).join(',')).join('\n'),
      );
      const emailsOf = ({ header, rows }: typeof first) => rows.map((row) => row[header.lastIndexOf('email')]);
      expect(emailsOf(again)).toEqual(emailsOf(first));
      expect(again.rows.map((row) => row.slice(0, 2))).toEqual(first.rows.map((row) => row.slice(0, 2)));
      expect(again.header.slice(0, 2)).toEqual(first.header.slice(0, 2));
    });
  });
});
