import { beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { uploadedRows } from '../support/uploaded-rows.js';
import { aService, KEY, type Service, memberUrl } from '../support/service.js';
import { until } from '../support/until.js';
import { parse } from 'csv-parse/sync';
import { itWith } from '../support/needed-programs.js';
import { LIBREOFFICE, shownByLibreOffice } from '../support/libreoffice.js';
import { oncePerFile } from '../support/once-per-file.js';

const opened = oncePerFile(() => aService());

const CSV = 'text/csv';
const NDJSON = 'application/x-ndjson';
const UPLOAD = '/jobs/upload';
const COLUMNS = 20;

describe('POST /jobs/upload', () => {
  let service: Service;

  beforeAll(async () => void (service = await opened()));

  const post = (path = UPLOAD) => service.bare.post(path).set('X-API-Key', KEY);
  const upload = (type: string, file: string | Buffer, path = UPLOAD) => post(path).type(type).send(file);
  const jobs = async () => (await service.get('/jobs/recent?limit=100').expect(200)).body as { job_id: string }[];
  const ended = (job_id: string) =>
    until(async () => {
      const { body } = await service.get(`/jobs/${job_id}`).expect(200);
      return body.status === 'completed' ? body : null;
    });
  const results = async (job_id: string) => (await service.get(`/jobs/${job_id}/results?limit=1000`).expect(200)).body;

  it('makes a job of a table of 20 columns in Windows-1252 with semicolons, and brings all cells back', async () => {
    const header = Array.from(
      { length: COLUMNS },
      (_, index) => ({ 3: 'E-Mail', 7: 'LinkedIn' })[index] ?? `Größe ${index}`,
    );
    const row = (email: string, url: string) =>
      header.map((_name, index) => ({ 3: email, 7: url })[index] ?? `"é; ""${index}""\r\nž"`).join(';');
    const lines = [header.join(';'), row('ann@example.com', ''), row('', 'linkedin.com/in/bob'), row('x', ''), ''];
    const text = lines.join('\r\n').replaceAll('ž', '\x9e');
    const { body } = await upload(CSV, Buffer.from(text, 'latin1')).expect(200);
    expect(body).toMatchObject({
      success: true,
      total_items: 2,
      rows_read: 3,
      duplicates_removed: 0,
      invalid_count: 1,
      invalid_rows: [{ row: 4, value: 'x', reason: 'Email address must contain exactly one @' }],
    });
    expect(body.columns).toHaveLength(COLUMNS);
    expect(body.columns.slice(2, 4)).toEqual([
      { name: 'Größe 2', as: null },
      { name: 'E-Mail', as: 'email' },
    ]);
    expect(await ended(body.job_id)).toMatchObject({ processed_emails: 2, failed_emails: 0 });
    const { results: found } = await results(body.job_id);
    const custom = { 'Größe 0': 'é; "0"\r\nž', 'Größe 19': 'é; "19"\r\nž' };
    expect(found).toMatchObject([
      { email: 'ann@example.com', linkedin_url: null, custom },
      { email: null, linkedin_url: 'https://www.linkedin.com/in/bob/', custom },
    ]);
  });

  it('makes a job of Connections.csv as LinkedIn exports it', async () => {
    const { body } = await post().attach('file', 'test/fixtures/lists/Connections.csv').expect(200);
    expect(body).toMatchObject({ total_items: 5, rows_read: 6, invalid_rows: [{ row: 9, value: '' }] });
    expect(await ended(body.job_id)).toMatchObject({ processed_emails: 5, failed_emails: 0 });
    const { results: found } = await results(body.job_id);
    expect(found[1]).toMatchObject({
      email: 'tobias.lindqvist@example.com',
      linkedin_url: 'https://www.linkedin.com/in/tobias-lindqvist/',
      custom: { Company: 'Norrsken Data, AB', Position: 'Chief Technology Officer', 'Connected On': '09 Nov 2026' },
    });
  });

  it('makes a job of NDJSON, compressed', async () => {
    const lines = [{ email: 'a@example.com', team: 'Sales' }, { linkedin_url: 'linkedin.com/in/b' }, {}];
    const file = gzipSync(lines.map((line) => JSON.stringify(line)).join('\n'));
    const { body } = await upload(NDJSON, file).set('Content-Encoding', 'gzip').expect(200);
    expect(body).toMatchObject({ total_items: 2, rows_read: 3, invalid_rows: [{ row: 3 }] });
    await ended(body.job_id);
  });

  it('leaves out who comes again, also much later in the file', async () => {
    const rows = Array.from({ length: 6_000 }, (_, index) => `A${index % 5_500}@Example.com`);
    const { body } = await upload(CSV, `Mail\n${rows.join('\n')}`, `${UPLOAD}?dry_run=true`).expect(200);
    expect(body).toMatchObject({ total_items: 5_500, rows_read: 6_000, duplicates_removed: 500, invalid_count: 0 });
  });

  it('takes settings from a form, before or behind the file, or from the query', async () => {
    const file = [
      'Work mail\na@example.com',
      { filename: 'list.csv', contentType: 'application/vnd.ms-excel' },
    ] as const;
    const columns = '{"Work mail": "email"}';
    const form = await post()
      .field('columns', columns)
      .field('priority', 'low')
      .attach('file', Buffer.from(file[0]), file[1])
      // As Swagger UI sends an object.
      .attach('config', Buffer.from('{"concurrency": 7}'), { filename: 'blob', contentType: 'application/json' })
      .expect(200);
    expect(form.body.priority).toBe('LOW');
    const job = await ended(form.body.job_id);
    expect(job).toMatchObject({ priority: 'LOW', config: { concurrency: 7, requests_per_token: 15 } });
    const query = new URLSearchParams({ priority: 'low', config: '{"concurrency": 7}', columns, dry_run: 'true' });
    const raw = await upload(CSV, file[0], `${UPLOAD}?${query.toString()}`).expect(200);
    expect(raw.body).toMatchObject({ priority: 'LOW', columns: [{ name: 'Work mail', as: 'email' }] });
  });

  it('creates nothing with dry_run, and answers the same', async () => {
    const before = await jobs();
    const file = 'Mail\na@example.com\nx\n';
    const dry = await upload(CSV, file, `${UPLOAD}?dry_run=true`).expect(200);
    expect(dry.body).toMatchObject({ job_id: null, message: expect.stringContaining('Dry run') });
    expect(await jobs()).toEqual(before);
    const { body } = await upload(CSV, file).expect(200);
    expect({ ...body, job_id: null, message: dry.body.message }).toEqual(dry.body);
    await ended(body.job_id);
  });

  it('answers the same again with an idempotency key, and refuses another file with it', async () => {
    const key = { 'Idempotency-Key': 'upload-1' };
    const first = await upload(CSV, 'Mail\nidem@example.com').set(key).expect(200);
    const again = await upload(CSV, 'Mail\nidem@example.com').set(key).expect(200);
    expect(again.body).toEqual(first.body);
    const other = await upload(CSV, 'Mail\nother@example.com').set(key).expect(422);
    expect(other.body.error_code).toBe('IDEMPOTENCY_KEY_REUSED');
    await ended(first.body.job_id);
    expect(await uploadedRows(service)).toBe(0);
  });
});

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
  beforeAll(async () => void (service = await opened()));

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
