import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { answerTo } from '../errors/error-answer.js';
import { CALLER_LIMITS, UNAUTHENTICATED_LIMITS, type BodyLimits } from './body/body-limits.js';
import { discardUnread } from './discard-unread.js';
import { askBeforeBodies } from './expect-continue.js';
import { jsonBody } from './json-body.js';

const KEY = { 'X-API-Key': 'yes' };
const MIB = 1_024 * 1_024;

describe('a JSON body', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];

  /** Responds with the length of what it read; a request with a key comes from a known caller. */
  async function service(limits: { callers?: Partial<BodyLimits>; unauthenticated?: Partial<BodyLimits> } = {}) {
    const app = express();
    app.use(discardUnread);
    app.use(
      jsonBody({
        limits: [['/long', 16 * MIB]],
        isKnown: ({ headers }) => headers['x-api-key'] === 'yes',
        callers: { ...CALLER_LIMITS, ...limits.callers },
        unauthenticated: { ...UNAUTHENTICATED_LIMITS, ...limits.unauthenticated },
      }),
    );
    app.post('/held', () => undefined);
    app.use(({ body }, response) => void response.json({ read: JSON.stringify(body)?.length ?? 0 }));
    app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
      const { status, error: answer } = answerTo(error);
      response.status(status).json({ code: answer.code, details: answer.details });
    });
    const server = createServer(app);
    askBeforeBodies(server);
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return server;
  }

  /** A client that sends the given bytes and then stays silent. */
  function client(server: Server, bytes: string | Buffer): Socket & { answer: () => Promise<string> } {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined).write(bytes);
    let received = '';
    socket.on('data', (part: Buffer) => (received += part.toString()));
    const answer = async () => {
      while (!/\r\n\r\n.*\}$/s.test(received)) {
        if (socket.closed) throw new Error(`Closed after: ${received}`);
        await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      }
      return received;
    };
    return Object.assign(socket, { answer });
  }

  const compressed = async (
    server: Server,
    path: string,
    encoding: string,
    body: Uint8Array<ArrayBuffer> | ReadableStream,
    headers = {},
  ) => {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': encoding, ...headers },
      body,
      duplex: 'half',
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  const head = (path: string, headers: Record<string, string | number>) =>
    [
      `POST ${path} HTTP/1.1`,
      'Host: localhost',
      'Content-Type: application/json',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '',
      '',
    ].join('\r\n');

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });

  describe('of an anonymous caller', () => {
    it('is read while it is small, so that malformed JSON is reported before a missing key', async () => {
      const server = await service();
      await request(server).post('/').type('json').send('{').expect(422);
      await request(server).post('/').type('json').send('[1,2]').expect(200, { read: 5 });
    });

    it('is rejected unread if the announced length is too long', async () => {
      const server = await service();
      const answer = await client(server, head('/long', { 'Content-Length': 10 * MIB })).answer();
      expect(answer).toMatch(/^HTTP\/1\.1 403 .*UNAUTHORIZED/s);
    });

    it('is rejected as soon as it exceeds the limit, whatever length was announced', async () => {
      const server = await service();
      const part = `[${' '.repeat(UNAUTHENTICATED_LIMITS.body)}`;
      const endless = client(
        server,
        `${head('/long', { 'Transfer-Encoding': 'chunked' })}${part.length.toString(16)}\r\n${part}\r\n`,
      );
      expect(await endless.answer()).toMatch(/^HTTP\/1\.1 403 /);
    });

    it('is rejected if compressed, however small', async () => {
      const bomb = gzipSync(`[${'{},'.repeat(5_000_000)}{}]`);
      expect(bomb.length).toBeLessThan(2 * UNAUTHENTICATED_LIMITS.body);
      const server = await service();
      expect(await compressed(server, '/long', 'gzip', bomb)).toMatchObject({ status: 403 });
      expect(await compressed(server, '/', 'gzip', gzipSync('{}'))).toMatchObject({ status: 403 });
    });

    it('is not requested from a client that waits for permission', async () => {
      const server = await service();
      const asking = client(server, head('/long', { 'Content-Length': 10 * MIB, Expect: '100-continue' }));
      expect(await asking.answer()).toMatch(/^HTTP\/1\.1 403 .*connection: close/is);
      if (!asking.closed) await once(asking, 'close');
    });

    it('may be large: the client still receives the response, and the connection remains usable', async () => {
      const server = await service();
      const body = JSON.stringify({ text: 'x'.repeat(4 * MIB) });
      const sending = client(
        server,
        `${head('/long', { 'Content-Length': body.length })}${body}${head('/', { 'Content-Length': 2 })}{}`,
      );
      expect(await sending.answer()).toMatch(/^HTTP\/1\.1 403 /);
      while (!/200 OK/.test(await sending.answer())) await once(sending, 'data');
    });

    it('is abandoned if it never ends, and so is its connection', async () => {
      const server = await service({ unauthenticated: { pauseMs: 20 } });
      const silent = client(server, `${head('/', { 'Content-Length': 100 })}[`);
      expect(await silent.answer()).toMatch(/^HTTP\/1\.1 408 .*REQUEST_TIMEOUT/s);
      if (!silent.closed) await once(silent, 'close');
    });

    it('is rejected if too many are in flight, without affecting known callers', async () => {
      const server = await service({ unauthenticated: { inFlight: 1_000 } });
      const unfinished = Array.from({ length: 10 }, () =>
        client(server, `${head('/', { 'Content-Length': 10_000 })}[${' '.repeat(199)}`),
      );
      const refused = await Promise.any(unfinished.map((one) => one.answer()));
      expect(refused).toMatch(/^HTTP\/1\.1 503 .*SERVICE_UNAVAILABLE/s);
      await request(server).post('/').set(KEY).send([1, 2]).expect(200);
    });
  });

  describe('of a known caller', () => {
    it.each([
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
    ])('may be compressed with %s', async (encoding, compress) => {
      const server = await service();
      expect(await compressed(server, '/', encoding, compress('{"a":"ä"}'), KEY)).toEqual({
        status: 200,
        body: { read: 9 },
      });
    });

    it('is limited by its decompressed size', async () => {
      const server = await service();
      expect(await compressed(server, '/', 'gzip', gzipSync(`"${' '.repeat(2 * MIB)}"`), KEY)).toEqual({
        status: 413,
        body: { code: 'PAYLOAD_TOO_LARGE', details: { limit_bytes: MIB } },
      });
    });

    it('is limited by its compressed size too, because empty blocks inflate to nothing', async () => {
      const server = await service();
      const endless = new Blob([Buffer.concat(Array<Buffer>(60_000).fill(gzipSync('')))]).stream();
      expect(await compressed(server, '/', 'gzip', endless, KEY)).toMatchObject({ status: 413 });
    });

    it.each([
      ['broken', Buffer.from('no gzip')],
      ['cut short', gzipSync('{"a":1}').subarray(0, 20)],
    ])('that is %s inside its encoding is the mistake of its client', async (_case, body) => {
      const server = await service();
      expect(await compressed(server, '/', 'gzip', body, KEY)).toMatchObject({ status: 400 });
    });

    it('is limited in its number of values', async () => {
      const server = await service();
      const { status, body } = await compressed(
        server,
        '/long',
        'gzip',
        gzipSync(`[${'{},'.repeat(5_000_000)}{}]`),
        KEY,
      );
      expect([status, body['details']]).toEqual([413, { limit_values: 1_000_000 }]);
    });

    it('is rejected for its depth before it has ended', async () => {
      const server = await service();
      const deep = client(server, `${head('/', { ...KEY, 'Content-Length': MIB })}${'['.repeat(65)}`);
      expect(await deep.answer()).toMatch(/^HTTP\/1\.1 422 /);
    });

    it.each([
      ['utf-8', Buffer.from('\uFEFF{"a":"ä"}')],
      ['UTF-16LE', Buffer.from('{"a":"ä"}', 'utf16le')],
    ])('may be written in %s', async (charset, bytes) => {
      const server = await service();
      const sending = client(
        server,
        Buffer.concat([
          Buffer.from(
            head('/', { ...KEY, 'Content-Length': bytes.length }).replace('/json', `/json; charset="${charset}"`),
          ),
          bytes,
        ]),
      );
      expect(await sending.answer()).toContain('{"read":9}');
    });

    it('may arrive slowly, and counts only for what was received', async () => {
      const server = await service({ callers: { inFlight: 1_000 } });
      const unfinished = Array.from({ length: 20 }, () =>
        client(server, `${head('/', { ...KEY, 'Content-Length': 900 })}[1`),
      );
      for (const one of unfinished) one.write(' ');
      await request(server).post('/').set(KEY).send([1, 2]).expect(200);
      unfinished[0]?.write(`${' '.repeat(896)}]`);
      expect(await unfinished[0]?.answer()).toMatch(/^HTTP\/1\.1 200 /);
    });

    it('keeps its share of the budget until the response, and returns it if the client disconnects', async () => {
      const server = await service({ callers: { inFlight: 1_000 } });
      const body = `[${' '.repeat(800)}]`;
      const open = client(server, `${head('/held', { ...KEY, 'Content-Length': body.length })}${body}`);
      const next = () => request(server).post('/').set(KEY).type('json').send(body);
      while ((await next()).status !== 503);
      open.destroy();
      while ((await next()).status !== 200);
    });
  });
});
