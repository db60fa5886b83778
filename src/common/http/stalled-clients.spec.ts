import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connectedTo, type RawClient } from '../../../test/support/raw-client.js';
import { disconnectStalled } from './stalled-clients.js';

describe('a client', () => {
  const servers: Server[] = [];

  /** A server with a client that has asked for something and does not read, and the server's end of the connection. */
  async function asked(respond: RequestListener): Promise<{ client: RawClient; connection: Socket }> {
    const server = createServer(respond);
    disconnectStalled(server, 20);
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const client = connectedTo((server.address() as AddressInfo).port);
    client.socket.pause();
    const [[connection]] = (await Promise.all([
      once(server, 'connection'),
      client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    ])) as [[Socket], void];
    return { client, connection };
  }

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('that does not read its response is disconnected', async () => {
    const { client, connection } = await asked((_request, response) => response.end('x'.repeat(50_000_000)));
    await once(connection, 'close');
    client.socket.destroy();
  });

  it('whose response takes longer to prepare gets it', async () => {
    const { client } = await asked((_request, response) => {
      response.once('timeout', () => response.end('done'));
    });
    client.socket.resume();
    expect(await client.received(/done$/)).toMatch(/^HTTP\/1\.1 200 /);
    client.socket.destroy();
  });
});
