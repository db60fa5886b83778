import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { itWith } from '../support/needed-programs.js';
import { LIBREOFFICE, shownByLibreOffice } from '../support/libreoffice.js';
import { aService, KEY, memberUrl, type Service } from '../support/service.js';
import { until } from '../support/until.js';

/** What was exported for a cell that a spreadsheet would evaluate. */
const GUARDED: Readonly<Record<string, string>> = { '=1+1': "'=1+1", '+49 (0) 30': "'+49 (0) 30" };
const ODD = ['Größe', '1,5', '-5', '€ 5.000', '=1+1', 'a "b" c', ' blank ', 'x;y,z', 'zwei\nZeilen', '+49 (0) 30', ''];
const HEADER = [
  'Team',
  'E-Mail',
  'LinkedIn',
  'Köln/Bonn',
  ...Array.from({ length: 16 }, (_, index) => `Spalte ${index + 5}`),
];
const PEOPLE = [
  ['ann@example.com', ''],
  ['', memberUrl('bob')],
  ['=x@example.com', memberUrl('notfound-cy')],
  ['notfound-dan@example.com', ''],
] as const;
const ROWS = PEOPLE.map(([email, url], row) =>
  HEADER.map((_name, column) =>
    column === 1 ? email : column === 2 ? url : (ODD[(row * 5 + column) % ODD.length] ?? ''),
  ),
);

const csv = (delimiter: string, end: string) =>
  [HEADER, ...ROWS].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter) + end).join('');

describe('a table of 20 columns', () => {
  let service: Service;
  beforeAll(async () => {
    service = await aService();
  });
  afterAll(() => service.close());

  async function upload(file: Buffer | string): Promise<string> {
    const form = service.bare.post('/jobs/upload').set('X-API-Key', KEY);
    const { body } = await form.attach('file', Buffer.from(file), 'Leads für Köln.csv').expect(200);
    expect(body).toMatchObject({ total_items: PEOPLE.length, invalid_count: 0 });
    await until(async () => ((await service.get(`/jobs/${body.job_id}`)).body.status === 'completed' ? true : null));
    return body.job_id as string;
  }

  const exported = (job_id: string) =>
    service.get(`/jobs/${job_id}/results?format=csv&bom=true`).buffer(true).expect(200);
  const records = (text: string) => parse(text, { bom: true });
  const ownOf = (text: string) => records(text).map((row) => row.slice(0, HEADER.length));
  const back = [HEADER, ...ROWS].map((row) => row.map((cell) => GUARDED[cell] ?? cell.replace(/^=/, "'=")));

  it.each([
    ['Windows-1252 with semicolons', Buffer.from(csv(';', '\r\n').replaceAll('€', '\x80'), 'latin1')],
    ['UTF-16 with tabs', Buffer.from(`\uFEFF${csv('\t', '\r\n')}`, 'utf16le')],
    ['UTF-8 with commas', Buffer.from(csv(',', '\n'))],
  ])('in %s comes back with its own columns first, and can be sent again', async (_encoding, file) => {
    const first = await exported(await upload(file));
    expect(first.headers['content-disposition']).toContain("filename*=UTF-8''Leads%20f%C3%BCr%20K%C3%B6ln-results.csv");
    expect(ownOf(first.text)).toEqual(back);
    const filled = (text: string) => parse(text, { bom: true, columns: true }) as Record<string, string>[];
    const people = filled(first.text);
    expect(people).toMatchObject([
      { status: 'completed', email: 'ann@example.com', linkedin_url: expect.stringContaining('/in/ann') },
      { status: 'completed', email: '', linkedin_url: memberUrl('bob'), name: expect.stringMatching(/\p{L}/u) },
      { status: 'completed', email: "'=x@example.com", profile_id: expect.stringMatching(/-/) },
      { status: 'failed', email: 'notfound-dan@example.com', error: expect.stringContaining('not found'), name: '' },
    ]);
    const again = await exported(await upload(first.text));
    expect(ownOf(again.text)).toEqual(back);
    expect(filled(again.text).map(({ email, profile_id }) => ({ email, profile_id }))).toEqual(
      people.map(({ email, profile_id }) => ({ email, profile_id })),
    );
  });

  it('has its other cells in `custom`', async () => {
    const job_id = await upload(csv(',', '\n'));
    const { body } = await service.get(`/jobs/${job_id}/results`).expect(200);
    const custom = Object.fromEntries(
      HEADER.flatMap((name, index) => (index === 1 || index === 2 ? [] : [[name, ROWS[0]?.[index]]])),
    );
    expect(body.results[0]).toMatchObject({ email: 'ann@example.com', linkedin_url: null });
    expect(body.results[0].custom).toEqual(custom);
  });

  itWith([LIBREOFFICE], 'opens right in LibreOffice when it is exported', async () => {
    const inOtherScripts = (cell: string) => cell.replaceAll('Größe', '渋谷 👩‍💻');
    const { text } = await exported(await upload(inOtherScripts(csv(';', '\r\n'))));
    const shown = await shownByLibreOffice(text);
    expect(shown).toEqual(records(text));
    expect(shown.map((row) => row.slice(0, HEADER.length))).toEqual(back.map((row) => row.map(inOtherScripts)));
  });
});
