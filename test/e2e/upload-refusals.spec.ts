import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { rawClient, requestHead } from '../support/raw-client.js';
import { aService, KEY, type Service } from '../support/service.js';
import { uploadedRows } from '../support/uploaded-rows.js';

const CSV = 'text/csv';
const UPLOAD = '/jobs/upload';

describe('POST /jobs/upload refuses in one sentence', () => {
  let service: Service;

  beforeAll(async () => {
    service = await aService();
  });
  afterEach(async () => {
    expect(await uploadedRows(service)).toBe(0);
    expect((await service.get('/jobs/recent').expect(200)).body).toEqual([]);
  });
  afterAll(() => service.close());

  const post = (path = UPLOAD) => service.bare.post(path).set('X-API-Key', KEY);
  const upload = (type: string, file: string | Buffer, path = UPLOAD) => post(path).type(type).send(file);
  const problem = async (sent: ReturnType<typeof post>, status: number) => {
    const { body } = await sent.expect(status);
    return body.validation_errors?.[0]?.message ?? body.message;
  };

  const FILE = { filename: 'list.csv' };
  const bytes = Buffer.from('Mail\na@example.com');

  it.each<[string, () => ReturnType<typeof post>, number, string]>([
    [
      'another type',
      () => upload('text/plain', 'a'),
      415,
      'The list must be sent as text/csv, application/x-ndjson or multipart/form-data',
    ],
    [
      'JSON',
      () => upload('application/json', '{}'),
      415,
      'The list must be sent as text/csv, application/x-ndjson or multipart/form-data',
    ],
    [
      'another charset',
      () => upload('text/csv; charset=shift_jis', 'a'),
      415,
      'The list must be sent as text/csv, application/x-ndjson or multipart/form-data',
    ],
    [
      'an unknown encoding',
      () => upload(CSV, 'a').set('Content-Encoding', 'zstd'),
      415,
      'The list must be sent as text/csv, application/x-ndjson or multipart/form-data',
    ],
    [
      'a damaged body',
      () => upload(CSV, 'a').set('Content-Encoding', 'gzip'),
      400,
      'The request body does not match its Content-Encoding',
    ],
    ['an empty body', () => upload(CSV, ''), 422, 'The file has no rows'],
    ['only a header', () => upload(CSV, 'Mail,Team\n'), 422, 'The file has a header, and no rows below it'],
    ['no valid row', () => upload(CSV, 'Mail,Team\nx,y\n'), 422, 'Row 2: Email address must contain exactly one @'],
    [
      'no usable column',
      () => upload(CSV, 'Foo,Bar\n1,2\n'),
      422,
      'No column is named like email addresses or LinkedIn URLs (found: "Foo", "Bar"); rename one to Email or LinkedIn URL, or say which one is with columns, such as {"Foo":"email"}',
    ],
    [
      'an invalid priority',
      () => upload(CSV, bytes, `${UPLOAD}?priority=soon`),
      422,
      "Input should be 'LOW', 'NORMAL', 'HIGH' or 'URGENT'",
    ],
    ['an invalid config', () => upload(CSV, bytes, `${UPLOAD}?config=[1]`), 422, 'config must be a JSON object'],
    [
      'an invalid setting',
      () => post().attach('file', bytes, FILE).field('config', '{"concurrency": 51}'),
      422,
      'Input should be less than or equal to 50',
    ],
    [
      'invalid columns',
      () => upload(CSV, bytes, `${UPLOAD}?columns={"Mail":"phone"}`),
      422,
      'Columns can be email, linkedin_url, suggested_role, name, first_name, last_name, include_companies or null',
    ],
    [
      'columns of one kind',
      () => upload(CSV, bytes, `${UPLOAD}?columns={"Mail":"email","Team":"mail"}`),
      422,
      'Only one column can be email',
    ],
    [
      'a form without a file',
      () => post().field('priority', 'LOW'),
      422,
      'Field required: the file of the list, with its name, as curl sends it with -F file=@list.csv',
    ],
    [
      'two files',
      () => post().attach('file', bytes, FILE).attach('file', bytes, FILE),
      422,
      'The form must have only one file; upload the others separately',
    ],
    [
      'another file',
      () => post().attach('other', bytes, FILE),
      422,
      'The form may only have the fields file, priority, config and columns',
    ],
    [
      'another field',
      () => post().field('x', '1').attach('file', bytes, FILE),
      422,
      'The form may only have the fields file, priority, config and columns',
    ],
    [
      'a field twice',
      () => post().field('priority', ['LOW', 'HIGH']).attach('file', bytes, FILE),
      422,
      'The form must have this field only once',
    ],
    [
      'a long field',
      () => post().field('config', 'x'.repeat(70_000)).attach('file', bytes, FILE),
      422,
      'Field must have at most 64 KB',
    ],
    [
      'late columns',
      () => post().attach('file', bytes, FILE).field('columns', '{}'),
      422,
      'columns must come before file in the form',
    ],
    [
      'a form that is cut off',
      () =>
        upload(
          'multipart/form-data; boundary=x',
          '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nMail\na@',
        ),
      422,
      'The form must be multipart/form-data with a boundary, and complete',
    ],
    [
      'a form without a boundary',
      () => upload('multipart/form-data', 'x'),
      422,
      'The form must be multipart/form-data with a boundary, and complete',
    ],
  ])('%s', async (_case, send, status, message) => {
    expect(await problem(send(), status)).toBe(message);
  });

  it('a file of too many rows', async () => {
    const rows = Readable.from(
      (function* () {
        yield 'Mail,Note\n';
        // Rows without an address take a third of the time that others take.
        for (let thousand = 0; thousand < 1_000; thousand += 1) yield ',x\n'.repeat(1_000);
        yield ',x';
      })(),
    );
    // With fetch, because supertest would keep the whole body.
    const response = await fetch(`${await service.app.getUrl()}${UPLOAD}`, {
      method: 'POST',
      headers: { 'Content-Type': CSV, 'X-API-Key': KEY },
      body: Readable.toWeb(rows) as ReadableStream,
      duplex: 'half',
    });
    const { status } = response;
    const body = (await response.json()) as { message: string; details: object };
    expect({ status, body }).toMatchObject({
      status: 413,
      body: {
        error_code: 'PAYLOAD_TOO_LARGE',
        message: 'The file has more than 1,000,000 rows; split it into several files',
        details: { limit_rows: 1_000_000 },
      },
    });
  });

  it('a file that is too large', async () => {
    const client = rawClient(service);
    const headers = { 'Content-Type': CSV, 'X-API-Key': KEY, 'Content-Length': String(200 * 1_024 * 1_024 + 1) };
    await client.send(requestHead(UPLOAD, headers));
    expect(await client.received(/files/)).toContain('The file is larger than 200 MB; split it into several files');
    client.socket.destroy();
  });
});
