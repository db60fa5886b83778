import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { type ServiceProcess } from '../../scripts/lib/service-process.ts';
import { aProcess } from '../support/process.js';
import { json, startBearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { freshDataDirectory } from '../support/embedded-database.js';
import { KEY } from '../support/service.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

const running: ServiceProcess[] = [];
const folders: string[] = [];
const sockets: Socket[] = [];

async function started(environment: Record<string, string> = {}): Promise<ServiceProcess> {
  const folder = await freshDataDirectory();
  folders.push(folder);
  const service = await aProcess({ API_KEY: KEY, HOST: '127.0.0.1', ...environment }, folder);
  running.push(service);
  return service;
}

/** A client that sends the given bytes and no more, and reads nothing. */
async function client(service: ServiceProcess, said = ''): Promise<Socket> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (said !== '') await new Promise<unknown>((resolve) => socket.write(said, resolve));
  return socket;
}

/** How the process exits after SIGTERM. */
async function ending(service: ServiceProcess): Promise<{ code: number | null; signal: string | null }> {
  const exit = once(service.child, 'exit');
  service.child.kill('SIGTERM');
  const [code, signal] = (await exit) as [number | null, string | null];
  return { code, signal };
}

const HEAD = `GET /jobs HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEY}\r\n`;
const BODY = `POST /jobs/create-batch HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEY}\r\nContent-Type: application/json\r\n`;
const ENDED = { code: 0, signal: null };

describe('a process that receives SIGTERM', () => {
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const service of running.splice(0)) service.child.kill('SIGKILL');
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['says nothing at all', ''],
    ['sent half of a header', HEAD],
    ['sent half of a body', `${BODY}Content-Length: 1000\r\n\r\n{"emails":[`],
    ['sent half of a body in chunks', `${BODY}Transfer-Encoding: chunked\r\n\r\n5\r\n{"ema\r\n`],
    ['keeps its connection for later', `${HEAD}\r\n`],
  ])('does so, with success, while a client %s', async (_, said) => {
    const service = await started();
    await client(service, said);
    // The server has read what was sent before this.
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    expect(await ending(service)).toEqual(ENDED);
  });

  it('exits although a client does not read the large response it requested', async () => {
    const api = await startBearerApiStandIn();
    api.serve(json(JSON.stringify({ persons: [{ about: 'x'.repeat(1024 * 1024) }] })));
    const service = await started({ PROFILE_SOURCE: 'bearer-api', BEARER_API_URL: api.base });
    const http = request(service.url);
    await http.post('/tokens/add').set('X-API-Key', KEY).send({ token: 'header.payload.signature-1234' }).expect(201);
    const emails = Array.from({ length: 40 }, (_, index) => `${index}@example.com`);
    const created = await http
      .post('/jobs/create-batch')
      .set('X-API-Key', KEY)
      .send({ emails, config: { save_to_dynamodb: false, delay_seconds: 0 } })
      .expect(200);
    const path = `/jobs/${created.body.job_id}`;
    await until(async () => {
      const { body } = await http.get(path).set('X-API-Key', KEY);
      return body.status === 'completed' ? body : null;
    });
    await api.close();
    const reader = await client(service, `${HEAD.replace('/jobs', `${path}/results`)}Accept: text/csv\r\n\r\n`);
    await once(reader, 'readable');
    expect(await ending(service)).toEqual(ENDED);
  });

  it('exits although many clients do all of this', async () => {
    const service = await started();
    const said = ['', HEAD, `${BODY}Content-Length: 1000\r\n\r\n{"emails":[`, `${HEAD}\r\n`, 'G', '\r\n'];
    for (let index = 0; index < 60; index += 1) await client(service, said[index % said.length]);
    expect(await ending(service)).toEqual(ENDED);
  });
});
