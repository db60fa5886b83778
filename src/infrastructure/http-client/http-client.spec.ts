import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpClient } from './http-client.js';
import type { UpstreamError } from './upstream.error.js';

let server: Server;
let url: string;
let answer: (response: ServerResponse, request: IncomingMessage) => unknown;
const signal = new AbortController().signal;

beforeAll(async () => {
  server = createServer((request, response) => answer(response, request));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=secret`;
});

afterAll(
  () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
);

function failure(client = new HttpClient('service'), to = url): Promise<UpstreamError> {
  return client.get({ url: to, signal }).then(
    () => Promise.reject(new Error('It should have failed')),
    (error: UpstreamError) => error,
  );
}

describe('HttpClient', () => {
  it('posts JSON and returns the response, parsed and as text', async () => {
    const bodies: string[] = [];
    answer = async (response, request) => {
      for await (const chunk of request) bodies.push(String(chunk));
      response.end(`{ "type": "${request.headers['content-type']}", "n": 1.0 }`);
    };
    const { json, text } = await new HttpClient('service').post({ url, signal }, { email: 'é' });
    expect(bodies).toEqual(['{"email":"é"}']);
    expect(json).toEqual({ type: 'application/json', n: 1 });
    expect(text).toBe('{ "type": "application/json", "n": 1.0 }');
  });

  it.each([
    ['10,000 nested lists', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'nested too deeply'],
    ['lists that never end', '['.repeat(100_000), 'nested too deeply'],
    ['a million empty lists', `[${'[],'.repeat(1_000_000)}0]`, 'returned a response that is too large'],
  ])('does not read %s: another attempt would bring the same', async (_, body, words) => {
    answer = (response) => response.end(body);
    expect(await failure()).toMatchObject({ code: 'INVALID_DATA', retryable: false });
    expect((await failure()).message).toContain(words);
  });

  it.each([
    [429, 'RATE_LIMITED', true],
    [503, 'UPSTREAM_ERROR', true],
    [500, 'UPSTREAM_ERROR', true],
    [504, 'UPSTREAM_TIMEOUT', true],
    [408, 'UPSTREAM_TIMEOUT', true],
    [401, 'ACCESS_DENIED', false],
    [403, 'ACCESS_DENIED', false],
    [404, 'UPSTREAM_ERROR', false],
    [302, 'UPSTREAM_ERROR', false],
  ])('takes %i for %s', async (status, code, retryable) => {
    answer = (response) =>
      response.writeHead(status, { 'retry-after': '2', location: '/elsewhere' }).end('secret words');
    const error = await failure();
    expect(error).toMatchObject({ status, code, retryable, retryAfterMs: 2_000 });
    expect(error.message).not.toMatch(/secret|127\.0\.0\.1/);
  });

  it.each([
    ['no body', ''],
    ['a page', '<html></html>'],
    ['half of an object', '{"a": [1, 2'],
    ['the words of a gateway', 'Service Unavailable'],
  ])('treats %s as a temporary failure', async (_, body) => {
    answer = (response) => response.end(body);
    expect(await failure()).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true });
  });

  it('treats a request that was only accepted as a temporary failure, whatever the body', async () => {
    answer = (response) => response.writeHead(202).end('{"name": "Ann"}');
    expect(await failure()).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true });
  });

  it('reads a response without content as null', async () => {
    answer = (response) => response.writeHead(204).end();
    const { json } = await new HttpClient('service').get({ url, signal: new AbortController().signal });
    expect(json).toBeNull();
  });

  it('treats anything else that is not JSON as invalid data', async () => {
    answer = (response) => response.end('{"a": nonsense}');
    expect(await failure()).toMatchObject({ code: 'INVALID_DATA', retryable: false });
  });

  it.each([
    ['announced', { 'content-length': '2000' }],
    ['not announced', { 'transfer-encoding': 'chunked' }],
  ])('does not read more than allowed when the length is %s', async (_, headers: Record<string, string>) => {
    answer = (response) => response.writeHead(200, headers).end(JSON.stringify('x'.repeat(1_998)));
    expect(await failure(new HttpClient('service', 1_000))).toMatchObject({ code: 'INVALID_DATA' });
  });

  it.each<[string, typeof answer, boolean]>([
    ['a connection that breaks before the answer', (response) => response.destroy(), true],
    ['a connection that breaks within the answer', (response) => (response.write('{'), response.destroy()), true],
    ['half of an object', (response) => response.end('{"a": [1, 2'), true],
    ['an error status', (response) => response.writeHead(503).end(), false],
    ['a request that was only accepted', (response) => response.writeHead(202).end(), false],
  ])('says of %s whether it was answered', async (_, given, isUnanswered) => {
    answer = given;
    expect(await failure()).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true, isUnanswered });
  });

  it('says that a request was not received where there was no connection', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await failure(undefined, `http://127.0.0.1:${port}`)).toMatchObject({
      details: 'ECONNREFUSED',
      isUnanswered: false,
    });
  });

  it('reports an unreachable server without its address', async () => {
    const error = await failure(undefined, 'http://127.0.0.1:1/hook?key=secret');
    expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true, message: 'The service cannot be reached' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/secret|hook/);
  });

  it('does not reveal even an unusable URL', async () => {
    const error = await failure(undefined, 'http://user:secret@127.0.0.1:1/');
    expect(`${error.stack} ${String(error.cause)}`).not.toMatch(/secret/);
  });

  it('rejects with the abort reason, before and during the call', async () => {
    const reason = new Error('no longer needed');
    const controller = new AbortController();
    answer = () => controller.abort(reason);
    const client = new HttpClient('service');
    await expect(client.get({ url, signal: controller.signal })).rejects.toBe(reason);
    await expect(client.get({ url, signal: controller.signal })).rejects.toBe(reason);
  });
});
