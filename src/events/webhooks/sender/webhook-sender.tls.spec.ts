import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeHostAddresses } from '../../../../test/support/fake-host-addresses.js';
import { webhookTargets } from '../../../../test/support/webhook-targets.js';
import { WebhookSender } from './webhook-sender.js';

const pem = (name: string) => readFileSync(`test/fixtures/tls/${name}.pem`, 'utf8');
const HOSTS = ['hooks.example.com', 'other.example.com'];
const { signal } = new AbortController();

describe('WebhookSender over TLS', () => {
  const trusted = getCACertificates('default');
  beforeAll(() => setDefaultCACertificates([...trusted, pem('ca')]));
  afterAll(() => setDefaultCACertificates(trusted));

  let server: Server;
  let received: { name: unknown; host: unknown; address: unknown }[];
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Sends to a receiver with this certificate, under a name that resolves to it at the first time only. */
  async function post(certificate: string, host: string) {
    received = [];
    server = createServer({ cert: pem(certificate), key: pem('key') }, ({ socket, headers }, response) => {
      received.push({ name: (socket as TLSSocket).servername, host: headers.host, address: socket.remoteAddress });
      response.writeHead(204).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const addresses = new FakeHostAddresses({ [host]: [['127.0.0.1'], ['192.0.2.1']] });
    const sender = new WebhookSender(webhookTargets(HOSTS.join(), addresses));
    const result = await sender.post(`https://${host}:${port}/`, '{}', { headers: {}, signal });
    expect(addresses.resolved).toEqual([host]);
    return { result, port };
  }

  it('asks the address that was checked for the certificate of the name', async () => {
    const { result, port } = await post('receiver', 'hooks.example.com');
    expect(result).toEqual({ status: 204, problem: null });
    expect(received).toEqual([{ name: 'hooks.example.com', host: `hooks.example.com:${port}`, address: '127.0.0.1' }]);
  });

  it.each([
    ['receiver', 'other.example.com', 'is for another host name'],
    ['expired', 'hooks.example.com', 'has expired'],
    ['self-signed', 'hooks.example.com', 'is not from a trusted authority; add a private one with NODE_EXTRA_CA_CERTS'],
  ])('sends nothing to a receiver whose certificate (%s) for %s %s', async (certificate, host, problem) => {
    const { result } = await post(certificate, host);
    expect(result).toEqual({ status: null, problem: `The TLS certificate of the receiver ${problem}` });
    expect(received).toEqual([]);
  });
});
