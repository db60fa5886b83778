import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { FakeHostAddresses } from '../../../../test/support/fake-host-addresses.js';
import {
  hostilities,
  MEGABYTE,
  startHostileServer,
  type HostileServer,
} from '../../../../test/support/hostile-server.js';
import { until } from '../../../../test/support/until.js';
import { webhookTargets } from '../../../../test/support/webhook-targets.js';
import { WebhookSender } from './webhook-sender.js';

const { signal } = new AbortController();

describe('WebhookSender', () => {
  const opened: (Server | HostileServer)[] = [];
  afterEach(async () => {
    for (const server of opened.splice(0)) {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await server.close();
    }
  });

  const receiver = async (listener: RequestListener) => {
    const server = createServer(listener);
    opened.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const hostile = async (hostility: keyof typeof hostilities) => {
    const server = await startHostileServer(hostility);
    opened.push(server);
    return server;
  };
  const local = new WebhookSender(webhookTargets('127.0.0.1'));
  const post = (url: string, timeout?: number) =>
    local.post(url, '{"id":1}', { headers: { 'webhook-id': '1' }, signal, timeout });

  it('posts the body with its headers', async () => {
    const received: unknown[] = [];
    const port = await receiver((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { method, url, headers } = request;
        received.push([method, url, headers['content-type'], headers['webhook-id'], body]);
        response.writeHead(204).end();
      });
    });
    expect(await post(`http://127.0.0.1:${port}/a?b=c`)).toEqual({ status: 204, problem: null });
    expect(received).toEqual([['POST', '/a?b=c', 'application/json', '1', '{"id":1}']]);
  });

  it.each([400, 404, 410, 429, 500, 503])('takes %i for a failure', async (status) => {
    const port = await receiver((_request, response) => response.writeHead(status).end());
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ status, problem: `The receiver answered ${status}` });
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect by %i', async (status) => {
    const paths: unknown[] = [];
    const port = await receiver((request, response) => {
      paths.push(request.url);
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({
      status,
      problem: `Redirects are not followed (${status})`,
    });
    expect(paths).toEqual(['/']);
  });

  it('does not read an answer of 100 MB to its end', async () => {
    const server = await hostile('sends 100 MB');
    expect(await post(server.url)).toEqual({ status: 200, problem: null });
    expect(await server.given()).toBeLessThan(10 * MEGABYTE);
  });

  it.each(['breaks off in the middle', 'resets the connection'] as const)(
    'takes a success for one although its body %s',
    async (hostility) => {
      expect(await post((await hostile(hostility)).url)).toEqual({ status: 200, problem: null });
    },
  );

  it('ends an answer that trickles when the time is up', async () => {
    const server = await hostile('trickles');
    // On a busy machine, it may not even begin in that time.
    const answered = await until(async () => {
      const attempt = await post(server.url, 300);
      return attempt.status === null ? null : attempt;
    });
    expect(answered).toEqual({ status: 200, problem: null });
    await server.given();
  });

  describe('with a receiver that writes no answer', () => {
    const writing = async (text: string) => {
      const server = createTcpServer((socket) =>
        socket.on('error', () => undefined).once('data', () => socket.write(text)),
      );
      opened.push(server as Server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    };

    it('ends with one that switches to another protocol', async () => {
      const url = await writing(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n',
      );
      expect(await post(url)).toEqual({ status: 101, problem: 'The receiver answered 101' });
    });

    it('ends with one that sends informational responses without an end', async () => {
      const url = await writing('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(100));
      expect(await post(url)).toEqual({
        status: null,
        problem: 'The receiver could not be reached (too many informational responses)',
      });
    });
  });

  it('takes the answer that follows a few informational responses', async () => {
    const port = await receiver((_request, response) => {
      response.writeContinue();
      response.writeEarlyHints({ link: '</a>' });
      response.writeHead(204).end();
    });
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ status: 204, problem: null });
  });

  it('gives up on a receiver that does not answer', async () => {
    const port = await receiver(() => undefined);
    expect(await post(`http://127.0.0.1:${port}/`, 50)).toEqual({ status: null, problem: 'No answer within 0.05 s' });
  });

  it('names what keeps it from reaching the receiver', async () => {
    const port = await receiver(() => undefined);
    await new Promise((resolve) => (opened.pop() as Server).close(resolve));
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({
      status: null,
      problem: 'The receiver could not be reached (ECONNREFUSED)',
    });
  });

  it('rejects when it is told to end', async () => {
    const ending = new AbortController();
    const port = await receiver(() => ending.abort(new Error('The process is shutting down')));
    await expect(local.post(`http://127.0.0.1:${port}/`, '{}', { headers: {}, signal: ending.signal })).rejects.toThrow(
      'The process is shutting down',
    );
  });

  describe('with a name that is resolved anew', () => {
    it('connects to nothing if it is private by now', async () => {
      const names = new FakeHostAddresses({ 'rebound.example.com': [['93.184.215.14'], ['127.0.0.1']] });
      const targets = webhookTargets('', names);
      let connections = 0;
      const port = await receiver(() => undefined);
      (opened[0] as Server).on('connection', () => (connections += 1));
      const url = `https://rebound.example.com:${port}/`;
      await targets.check('url', url);
      const result = await new WebhookSender(targets).post(url, '{}', { headers: {}, signal });
      expect(result).toEqual({
        status: null,
        problem: 'Host must have a public address; private ones must be listed in WEBHOOK_ALLOWED_HOSTS',
      });
      expect(names.resolved).toEqual(['rebound.example.com', 'rebound.example.com']);
      expect(connections).toBe(0);
    });

    it('resolves it once for a connection, and connects to the address that it was given', async () => {
      const port = await receiver((_request, response) => response.writeHead(200).end());
      const names = new FakeHostAddresses({ n8n: [['127.0.0.1'], ['192.0.2.1']] });
      const sender = new WebhookSender(webhookTargets('n8n', names));
      expect(await sender.post(`http://n8n:${port}/`, '{}', { headers: {}, signal })).toEqual({
        status: 200,
        problem: null,
      });
      expect(names.resolved).toEqual(['n8n']);
    });
  });

  it('connects to no address that is written in the URL and private', async () => {
    let connections = 0;
    const port = await receiver(() => undefined);
    (opened[0] as Server).on('connection', () => (connections += 1));
    const sender = new WebhookSender(webhookTargets());
    const { problem } = await sender.post(`https://127.0.0.1:${port}/`, '{}', { headers: {}, signal });
    expect(problem).toMatch(/^Host must have a public address/);
    expect(connections).toBe(0);
  });
});
