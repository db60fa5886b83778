import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { EventSocket } from '../support/event-socket.js';
import { readEventStream } from '../support/event-stream.js';
import { aService, BATCH, item, KEY, type Service } from '../support/service.js';

const jobOf = (body: unknown) => (body as { job_id: string }).job_id;

describe('events over WebSocket', () => {
  let service: Service;
  let url: string;
  beforeAll(async () => {
    service = await aService({
      API_KEYS: `reader[read]:key-of-reader,writer[ingest]:key-of-writer,all:${KEY}`,
      API_KEY: '',
    });
    url = await service.app.getUrl();
  });

  const headers = { 'X-API-Key': KEY };
  const createJob = async (count: number) => {
    const emails = Array.from({ length: count }, (_, index) => `socket${index}@example.com`);
    return jobOf((await service.post('/jobs/create-batch', { emails }).expect(200)).body);
  };

  it('are those of the stream, from the position that is given', async () => {
    const job_id = await createJob(40);
    const socket = await EventSocket.open(url, headers);
    socket.send({ type: 'subscribe', job_id });
    await socket.message(({ type }) => type === 'ended');
    const { events } = await readEventStream(`${url}/jobs/${job_id}/events`, { headers });
    expect(socket.events).toEqual(events.map(({ event }) => event));
    expect(socket.messages[0]).toEqual({ type: 'subscribed', job_id });
    socket.messages.length = 0;
    const [first] = events;
    socket.send({ type: 'subscribe', job_id, after: first!.id, types: ['job.completed', 'item.finished'] });
    await socket.message(({ type }) => type === 'ended');
    expect(socket.events).toHaveLength(41);
    await socket.close();
  });

  it('of all jobs and batches are sent with a key that is sent as a message', async () => {
    const socket = await EventSocket.open(url);
    socket.send({ type: 'subscribe', types: ['batch.completed'] });
    expect(await socket.message(({ type }) => type === 'error')).toMatchObject({ error_code: 'UNAUTHORIZED' });
    socket.send({ type: 'auth', key: 'key-of-reader' });
    await socket.message(({ type }) => type === 'authenticated');
    socket.send({ type: 'subscribe', types: ['batch.completed'] });
    await socket.message(({ type }) => type === 'subscribed');
    const { body } = await service.post(BATCH, { profiles: [item('by-socket')] }).expect(201);
    const { batch_id } = body as { batch_id: string };
    const event = await socket.message(({ type }) => type === 'batch.completed');
    expect(event['data']).toMatchObject({ batch_id, progress: { done: 1, total: 1, failed: 0 } });
    socket.send({ type: 'subscribe', batch_id });
    await socket.message(({ type, batch_id: id }) => type === 'ended' && id === batch_id);
    await socket.close();
  });

  it('are not sent for a wrong key, or one that may not read', async () => {
    await expect(EventSocket.open(url, { 'X-API-Key': 'wrong' })).rejects.toThrow('Refused');
    await expect(EventSocket.open(url, { Authorization: 'Bearer key-of-writer' })).rejects.toThrow('Refused');
    for (const [key, error_code] of [
      ['wrong', 'UNAUTHORIZED'],
      ['key-of-writer', 'FORBIDDEN'],
    ]) {
      const socket = await EventSocket.open(url);
      socket.send({ type: 'auth', key });
      expect(await socket.message(({ type }) => type === 'error')).toMatchObject({ error_code });
      expect(await socket.closed).toMatchObject({ code: 1008 });
    }
  });

  it('are refused for unknown jobs and for messages that nobody understands, and the connection goes on', async () => {
    const socket = await EventSocket.open(url, headers);
    const hostile = [
      '',
      'null',
      '[]',
      '{"type":"subscribe"}',
      '{"type":"subscribe","job_id":{"$gt":""}}',
      '{"type":"subscribe","job_id":"a","batch_id":"b"}',
      '{"type":"subscribe","types":["nothing"]}',
      '{"type":"subscribe","types":[],"after":-1}',
      '{"type":"subscribe","types":[],"after":1e400}',
      '{"type":"__proto__"}',
      '{"type":"auth","key":7}',
      '['.repeat(10_000),
    ];
    for (const message of hostile) socket.send(message);
    await socket.message(() => socket.messages.length === hostile.length);
    for (const message of socket.messages) {
      expect(message).toMatchObject({ type: 'error', error_code: 'VALIDATION_ERROR' });
    }
    socket.send({ type: 'subscribe', job_id: 'unknown' });
    expect(await socket.message(({ error_code }) => error_code === 'JOB_NOT_FOUND')).toMatchObject({
      job_id: 'unknown',
    });
    await socket.close();
  });

  it('end for a client that sends too much', async () => {
    const large = await EventSocket.open(url, headers);
    large.send('x'.repeat(20_000));
    expect(await large.closed).toMatchObject({ code: 1009 });
    const many = await EventSocket.open(url, headers);
    for (let message = 0; message < 100; message += 1) many.send('{}');
    expect(await many.closed).toMatchObject({ code: 1008 });
  });

  it('leave requests for other protocols and paths as they were', async () => {
    const answer = (path: string, upgrade: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const asked = request(`${url}${path}`, { headers: { Connection: 'Upgrade', Upgrade: upgrade } });
        asked.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
        asked.end();
      });
    expect(await answer('/health/live', 'h2c')).toBe(200);
    expect(await answer('/health/live', 'websocket')).toBe(200);
    expect(await answer('/ws', 'h2c')).toBe(404);
  });

  it('end in order when the service stops', async () => {
    const socket = await EventSocket.open(url, headers);
    socket.send({ type: 'subscribe', types: [] });
    await socket.message(({ type }) => type === 'subscribed');
    const stream = readEventStream(`${url}/api/v1/events/stream?after=0`, { headers });
    const { body } = await service.post('/jobs/create-batch', { emails: ['a@example.com'] }).expect(200);
    await socket.message(({ type, data }) => type === 'job.completed' && jobOf(data) === jobOf(body));
    await service.close();
    expect(await socket.closed).toEqual({ code: 1001, reason: 'The service is shutting down' });
    const { events, comments } = await stream;
    expect(events.at(-1)?.type).toBeDefined();
    expect(comments.at(-1)).toContain('shutting down');
  });
});

describe('events over WebSocket in local mode', () => {
  let service: Service;
  let url: string;
  beforeAll(async () => {
    service = await aService({ API_KEY: '', CORS_ORIGINS: 'http://trusted.example' });
    url = await service.app.getUrl();
  });
  afterAll(() => service.close());

  it('of jobs need no key, all others do', async () => {
    const { body } = await service.bare
      .post('/jobs/create-batch')
      .send({ emails: ['a@example.com'] })
      .expect(200);
    const socket = await EventSocket.open(url);
    socket.send({ type: 'subscribe', job_id: jobOf(body) });
    await socket.message(({ type }) => type === 'job.completed');
    socket.send({ type: 'subscribe', types: [] });
    expect(await socket.message(({ type }) => type === 'error')).toMatchObject({ error_code: 'UNAUTHORIZED' });
    await socket.close();
  });

  it('are out of reach for pages of other origins, and for names that lead here', async () => {
    await expect(EventSocket.open(url, { Origin: 'https://evil.example' })).rejects.toThrow('Refused');
    await expect(EventSocket.open(url, { Origin: 'null' })).rejects.toThrow('Refused');
    await (await EventSocket.open(url, { Origin: url })).close();
    await (await EventSocket.open(url, { Origin: 'http://trusted.example' })).close();
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        Host: 'rebound.example',
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      };
      const asked = request(`${url}/ws`, { headers });
      asked.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      asked.on('upgrade', () => resolve(101));
      asked.end();
    });
    expect(answered).toBe(403);
  });
});
