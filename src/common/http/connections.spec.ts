import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { guardConnections } from './connections.js';

describe('input that is not a usual HTTP request', () => {
  const server = createServer((_request, response) => response.end('{}'));
  beforeAll(async () => {
    guardConnections(server, 1_000);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => void server.close());

  const answerTo = async (text: string): Promise<unknown> => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.end(text);
    const parts = (await socket.toArray()) as Buffer[];
    return JSON.parse(Buffer.concat(parts).toString().split('\r\n\r\n')[1] ?? '');
  };

  it('is told to percent-encode letters that are not ASCII', async () => {
    expect(await answerTo('GET /people?name=Şükrü HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatchObject({
      error_code: 'BAD_REQUEST',
      suggestions: [expect.stringContaining('%C3%BC')],
    });
  });

  it('is told nothing that may be wrong', async () => {
    expect(await answerTo('nonsense\r\n\r\n')).toMatchObject({ error_code: 'BAD_REQUEST', suggestions: null });
  });

  it('is answered as without an expectation that nobody knows', async () => {
    expect(await answerTo('GET / HTTP/1.1\r\nHost: localhost\r\nExpect: gold\r\nConnection: close\r\n\r\n')).toEqual(
      {},
    );
  });
});
