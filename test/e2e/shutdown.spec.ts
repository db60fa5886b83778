import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type ServiceProcess } from '../../scripts/lib/service-process.ts';
import { isFullExtent } from '../support/extent.js';
import { itWith, THOROUGHNESS } from '../support/needed-programs.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { json, startBearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { BATCH, item, KEY } from '../support/service.js';
import { together } from '../support/together.js';
import { until } from '../support/until.js';

const directories = new DataDirectories();
const sockets: Socket[] = [];

async function started(environment: Record<string, string> = {}): Promise<ServiceProcess> {
  return aProcess({ API_KEY: KEY, HOST: '127.0.0.1', ...environment }, await directories.add());
}

/** A client that sends the given bytes and no more, and reads nothing. */
async function client(service: ServiceProcess, bytes = ''): Promise<Socket> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (bytes !== '') await new Promise<unknown>((resolve) => socket.write(bytes, resolve));
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

/** Of a job, in MB: more than sockets hold. */
const RESULTS = isFullExtent ? 40 : 20;

/** A service with a finished job, whose results nobody has read. */
async function startedWithResults(environment: Record<string, string> = {}) {
  const api = await startBearerApiStandIn();
  api.serve(json(JSON.stringify({ persons: [{ about: 'x'.repeat(1024 * 1024) }] })));
  const service = await started({ PROFILE_SOURCE: 'bearer-api', BEARER_API_URL: api.base, ...environment });
  const http = request(service.url);
  await http.post('/tokens/add').set('X-API-Key', KEY).send({ token: 'header.payload.signature-1234' }).expect(201);
  const emails = Array.from({ length: RESULTS }, (_, index) => `${index}@example.com`);
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
  return { service, results: `${path}/results` };
}

/** Requests a large response, and does not read it. */
async function leaveUnread(service: ServiceProcess, path: string): Promise<void> {
  const reader = await client(service, `${HEAD.replace('/jobs', path)}Accept: text/csv\r\n\r\n`);
  await once(reader, 'readable');
}

/** Each of these alone in the full extent; otherwise all at once. */
const CLIENTS: readonly [what: string, bytes: string][] = [
  ['says nothing at all', ''],
  ['sent half of a header', HEAD],
  ['sent half of a body', `${BODY}Content-Length: 1000\r\n\r\n{"emails":[`],
  ['sent half of a body in chunks', `${BODY}Transfer-Encoding: chunked\r\n\r\n5\r\n{"ema\r\n`],
  ['keeps its connection for later', `${HEAD}\r\n`],
];

describe('a process that receives SIGTERM', () => {
  afterAll(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    directories.remove();
  });
  const meanwhile = together();

  meanwhile('serves until load balancers have noticed or it is asked again, and finishes requests', async () => {
    const service = await started({ SHUTDOWN_DRAIN_SECONDS: '300', SANDBOX_LATENCY_MS: '100' });
    const http = request(service.url);
    const exit = once(service.child, 'exit');
    service.child.kill('SIGTERM');
    const { details } = await until(async () => {
      const { status, body } = await http.get('/health/ready');
      return status === 503 ? body : null;
    });
    expect(details).toMatchObject({ status: 'shutting_down' });
    const profiles = await http.get('/api/v1/profiles').set('X-API-Key', KEY);
    expect([profiles.status, profiles.headers['connection']]).toEqual([200, 'close']);
    // What is accepted now is for the next process.
    const send = (path: string, body: object) => http.post(path).set('X-API-Key', KEY).send(body);
    const { body: job } = await send('/jobs/create-batch', { emails: ['ann@example.com'] }).expect(200);
    await send(BATCH, { profiles: [item('ann')] }).expect(201);
    const { body: left } = await http.get(`/jobs/${job.job_id}`).set('X-API-Key', KEY).expect(200);
    expect(left).toMatchObject({ status: 'pending', processed_emails: 0 });
    expect((await http.get('/health/live')).status).toBe(200);
    const inFlight = send(BATCH, { profiles: [item('eve')] }).then(({ status }) => status);
    expect((await http.get('/health/live')).status).toBe(200);
    service.child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(await inFlight).toBe(201);
    expect(service.output()).toContain('Stopping on SIGTERM');
  });

  meanwhile('exits by itself after that, although clients do everything that keeps a connection open', async () => {
    const { service, results } = await startedWithResults({ SHUTDOWN_DRAIN_SECONDS: '1' });
    const beginnings = [...CLIENTS.map(([, bytes]) => bytes), 'G', '\r\n'];
    for (let index = 0; index < 70; index += 1) await client(service, beginnings[index % beginnings.length]);
    await leaveUnread(service, results);
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    expect(await ending(service)).toEqual(ENDED);
  });

  for (const [what, bytes] of isFullExtent ? CLIENTS : []) {
    it(`exits, with success, while a client ${what}`, async () => {
      const service = await started();
      await client(service, bytes);
      // The server has read what was sent before this.
      expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
      expect(await ending(service)).toEqual(ENDED);
    });
  }

  itWith([THOROUGHNESS], 'exits, with success, while a client does not read a large response', async () => {
    const { service, results } = await startedWithResults();
    await leaveUnread(service, results);
    expect(await ending(service)).toEqual(ENDED);
  });
});
