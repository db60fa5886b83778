import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { answerTo } from '../../errors/error-answer.js';
import { askBeforeBodies } from '../expect-continue.js';
import { discardUnread } from '../discard-unread.js';
import { bodyParts, type PartsLimits } from './body-parts.js';
import { bodyErrors } from './body-limits.js';

const LIMITS: PartsLimits = {
  body: 100_000,
  receiveMs: 60_000,
  pauseMs: 60_000,
  stopping: new AbortController().signal,
  tooLarge: () => bodyErrors.tooLarge(100_000),
  unknownEncoding: bodyErrors.unknownEncoding,
};

describe('a body that is processed while it arrives', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });

  /** Responds with the length of the body; `each` processes its parts. */
  async function service(limits: Partial<PartsLimits> = {}, each: (part: Buffer) => unknown = () => undefined) {
    const app = express();
    app.use(discardUnread);
    const read = async (request: express.Request, response: express.Response) => {
      let length = 0;
      for await (const part of bodyParts(request, response, { ...LIMITS, ...limits })) {
        length += part.length;
        await each(part);
      }
      response.json({ length });
    };
    // Express 5 passes what it rejects with to the handler below.
    app.post('/', (request, response) => read(request, response));
    app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
      const { status, error: answer } = answerTo(error);
      response.status(status).json({ code: answer.code });
    });
    const server = createServer(app);
    askBeforeBodies(server);
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return server;
  }

  const client = (server: Server, bytes: string | Buffer) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    socket.write(bytes);
    let received = '';
    socket.on('data', (part: Buffer) => (received += part.toString()));
    const answer = async (fits = /\}$/) => {
      while (!fits.test(received)) {
        if (socket.closed) throw new Error(`Closed after: ${received}`);
        await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      }
      return received;
    };
    return Object.assign(socket, { answer });
  };
  const head = (headers: Record<string, string | number | undefined>) =>
    ['POST / HTTP/1.1', 'Host: x', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join(
      '\r\n',
    );
  const sent = (body: Buffer, headers = {}) =>
    Buffer.concat([Buffer.from(head({ 'Content-Length': body.length, ...headers })), body]);

  it('is as long as it was sent, or as it is after decompression', async () => {
    const server = await service();
    const body = Buffer.alloc(100_000, 'a');
    expect(await client(server, sent(body)).answer()).toContain('{"length":100000}');
    expect(await client(server, sent(gzipSync(body), { 'Content-Encoding': 'gzip' })).answer()).toContain(
      '{"length":100000}',
    );
  });

  it('is not requested from a client that asks first before it is read, nor if it is too long', async () => {
    const server = await service();
    const asking = client(server, head({ 'Content-Length': 3, Expect: '100-continue' }));
    await asking.answer(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    asking.write('abc');
    expect(await asking.answer()).toContain('{"length":3}');
    const long = client(server, head({ 'Content-Length': 100_001, Expect: '100-continue' }));
    expect(await long.answer()).toMatch(/^HTTP\/1\.1 413 /);
  });

  it.each([
    [
      'longer than announced lengths tell',
      Buffer.from('30d41\r\n' + 'a'.repeat(200_001)),
      { 'Transfer-Encoding': 'chunked' },
      413,
    ],
    ['too long after decompression', gzipSync(Buffer.alloc(100_001)), { 'Content-Encoding': 'gzip' }, 413],
    ['not what its encoding says', Buffer.from('abc'), { 'Content-Encoding': 'gzip' }, 400],
    ['of an unknown encoding', Buffer.from('abc'), { 'Content-Encoding': 'zstd' }, 415],
  ])('is refused if it is %s', async (_case, body, headers, status) => {
    const server = await service();
    const length: Record<string, number> = 'Transfer-Encoding' in headers ? {} : { 'Content-Length': body.length };
    const refused = client(server, Buffer.concat([Buffer.from(head({ ...length, ...headers })), body]));
    expect(await refused.answer()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it.each([
    ['pauses', { pauseMs: 50 }],
    ['takes too long', { receiveMs: 50 }],
  ])('is refused if its client %s', async (_case, limits) => {
    const server = await service(limits);
    const slow = client(server, `${head({ 'Content-Length': 10 })}abc`);
    expect(await slow.answer()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is no longer awaited when the service stops', async () => {
    const stop = new AbortController();
    const server = await service({ stopping: stop.signal }, () => stop.abort());
    const slow = client(server, `${head({ 'Content-Length': 10 })}abc`);
    expect(await slow.answer()).toMatch(/^HTTP\/1\.1 503 /);
  });

  it('may take longer to process than its client may pause', async () => {
    const server = await service({ pauseMs: 100 }, () => new Promise((resolve) => setTimeout(resolve, 150)));
    expect(await client(server, sent(Buffer.alloc(1_000))).answer()).toContain('{"length":1000}');
  });

  it('is no longer read when its processing fails', async () => {
    const parts: number[] = [];
    const server = await service({}, (part) => {
      parts.push(part.length);
      throw bodyErrors.notJson();
    });
    const answer = await client(server, sent(Buffer.alloc(90_000))).answer();
    expect(answer).toMatch(/^HTTP\/1\.1 422 /);
    expect(parts).toHaveLength(1);
  });

  it('ends with an error if its client goes away', async () => {
    const { promise: failure, reject } = Promise.withResolvers<void>();
    const app = express();
    app.post('/', (request, response) => {
      const read = async () => {
        for await (const part of bodyParts(request, response, LIMITS)) expect(part.length).toBe(3);
      };
      read().catch(reject);
    });
    const server = createServer(app);
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const gone = client(server, `${head({ 'Content-Length': 10 })}abc`);
    await once(gone, 'connect');
    gone.end();
    await expect(failure).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
