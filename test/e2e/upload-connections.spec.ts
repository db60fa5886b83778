import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chunk, LAST_CHUNK, rawClient, requestHead, type RawClient } from '../support/raw-client.js';
import { aService, KEY, type Service } from '../support/service.js';
import { until } from '../support/until.js';
import { uploadedRows } from '../support/uploaded-rows.js';

const UPLOAD = '/jobs/upload';
const HEAD = { 'Content-Type': 'text/csv', 'X-API-Key': KEY };
const AT_ONCE = 4;
const ADDED = 5_000;

const rows = (count: number) => Array.from({ length: count }, (_, index) => `m${index}@example.com\n`).join('');

describe('an upload', () => {
  let service: Service;
  const clients: RawClient[] = [];

  beforeAll(async () => {
    service = await aService();
  });
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    // The next test has room for its uploads when those of this one have ended.
    await until(async () => ((await waiting()) ? null : true));
  });
  afterAll(() => service.close());

  const client = async (...parts: string[]) => {
    const made = rawClient(service);
    clients.push(made);
    for (const part of parts) await made.send(part);
    return made;
  };
  const started = (headers = {}) =>
    client(requestHead(UPLOAD, { ...HEAD, ...headers }), chunk('Mail\na@example.com\n'));
  const waiting = async () => {
    const probes = await Promise.all(Array.from({ length: AT_ONCE }, dryRun));
    return probes.some((answer) => answer.status === 503);
  };
  const dryRun = () =>
    service.bare.post(`${UPLOAD}?dry_run=true`).set(HEAD).type('text/csv').send('Mail\na@example.com\n');

  it('of a slow client leaves the others their turn', async () => {
    const slow = await started();
    await service.get('/jobs/recent').expect(200);
    await dryRun().expect(200);
    await slow.send(chunk('b@example.com') + LAST_CHUNK);
    expect(await slow.received(/\}$/)).toMatch(/^HTTP\/1\.1 200 .*"total_items":2/s);
  });

  it('is not accepted beside too many others, and is when one has ended', async () => {
    const slow = await Promise.all(Array.from({ length: AT_ONCE }, () => started()));
    const refused = await until(async () => {
      const answer = await dryRun();
      return answer.status === 503 ? answer : null;
    });
    expect(refused.body).toMatchObject({
      error_code: 'SERVICE_UNAVAILABLE',
      message: 'Too many files are being uploaded',
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await slow[0]?.send(LAST_CHUNK);
    await slow[0]?.received(/\}$/);
    await until(async () => ((await dryRun()).status === 200 ? true : null));
  });

  it('without a key is refused before its body is requested', async () => {
    const anonymous = await client(
      requestHead(UPLOAD, { 'Content-Type': 'text/csv', 'Content-Length': '209715200', Expect: '100-continue' }),
    );
    expect(await anonymous.received(/\}$/)).toMatch(/^HTTP\/1\.1 403 /);
    const invalid = await client(requestHead(`${UPLOAD}?dry_run=maybe`, { ...HEAD, Expect: '100-continue' }));
    expect(await invalid.received(/\}$/)).toMatch(/^HTTP\/1\.1 422 /);
  });

  it('of a client that asks first is requested when it is read', async () => {
    const asking = await client(requestHead(UPLOAD, { ...HEAD, Expect: '100-continue' }));
    await asking.received(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    await asking.send(chunk('Mail\na@example.com\n') + LAST_CHUNK);
    expect(await asking.received(/\}$/)).toContain('HTTP/1.1 200 ');
  });

  it('whose client goes away leaves nothing', async () => {
    const before = (await service.get('/jobs/recent?limit=100')).body.length;
    const gone = await started();
    await gone.send(chunk(rows(ADDED + 5_000)));
    await until(async () => ((await uploadedRows(service)) >= ADDED ? true : null));
    gone.socket.destroy();
    await once(gone.socket, 'close');
    await until(async () => ((await uploadedRows(service)) === 0 ? true : null));
    expect((await service.get('/jobs/recent?limit=100')).body).toHaveLength(before);
  });

  it('that is found to be invalid at its end leaves nothing', async () => {
    const file = `Mail\n${rows(ADDED + 1)}"not closed`;
    const { body } = await service.bare.post(UPLOAD).set(HEAD).type('text/csv').send(file).expect(422);
    expect(body.validation_errors[0].message).toContain(`Row ${ADDED + 3} has a quotation mark`);
    expect(await uploadedRows(service)).toBe(0);
  });

  it('in a form that has an invalid field behind the file leaves nothing', async () => {
    await service.bare
      .post(UPLOAD)
      .set('X-API-Key', KEY)
      .attach('file', Buffer.from(`Mail\n${rows(ADDED + 1)}`), 'list.csv')
      .field('priority', 'soon')
      .expect(422);
    expect(await uploadedRows(service)).toBe(0);
  });
});
