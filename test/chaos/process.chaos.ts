import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataDirectories } from '../support/process.js';
import { KEY } from '../support/service.js';
import { until } from '../support/until.js';
import { sized } from './support/chaos.js';
import { ChaosUpstream } from './support/chaos-upstream.js';
import { addresses, slugs } from './support/ledger.js';
import { Subject } from './support/subject.js';

const ITEMS = sized(2_000, 150);
const FREEZES = sized(10, 2);
/** Longer than one call of the source may take, in milliseconds. */
const FROZEN_MS = 2_000;
const CLIENTS = 1_000;
const SLOW_CLIENTS = sized(1_000, 300);

const HEAD = `POST /jobs/create-batch HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEY}\r\n`;

describe('a service process', () => {
  const directories = new DataDirectories();
  const upstream = new ChaosUpstream();
  const sockets: Socket[] = [];
  let subject: Subject;

  beforeAll(async () => {
    await upstream.start();
    subject = await Subject.start(upstream.environment, await directories.add());
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  afterAll(async () => {
    await subject.service.stop();
    await upstream.close();
    directories.remove();
  });

  it('goes on where it was when it is suspended', async () => {
    const { child } = subject.service;
    const job_id = (await subject.ledger.job(addresses(ITEMS), { concurrency: 4 })) ?? '';
    await subject.ledger.when(job_id, ({ processed_items }) => processed_items > 0);
    for (let round = 0; round < FREEZES; round += 1) {
      child.kill('SIGSTOP');
      await until(async () => (/^State:\tT/m.test(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ? true : null));
      const during = [subject.ledger.batch(slugs(2)), subject.ledger.job(addresses(5))];
      await pause(FROZEN_MS);
      child.kill('SIGCONT');
      await Promise.all(during);
    }
    await subject.check();
  });

  it(`answers ${CLIENTS} clients at once`, async () => {
    const paths = ['/health/live', '/jobs/recent', '/api/v1/profiles?limit=5', '/jobs/queue/status'];
    const reading = Array.from({ length: CLIENTS - 100 }, (_, n) => subject.statusOf(paths[n % paths.length] ?? ''));
    const working = Array.from({ length: 50 }, () => [
      subject.ledger.job(addresses(2)),
      subject.ledger.batch(slugs(1)),
    ]).flat();
    const statuses = new Set(await Promise.all(reading));
    await Promise.all(working);
    // Above a limit a request is refused, which is better than being answered late.
    for (const status of statuses) expect([200, 429, 503]).toContain(status);
    expect(statuses).toContain(200);
    await subject.check();
  });

  it.each([
    ['heads', HEAD],
    ['bodies', `${HEAD}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"emails":[`],
  ])(`serves others while ${SLOW_CLIENTS} clients send their %s one byte at a time`, async (_, bytes) => {
    const port = Number(new URL(subject.service.url).port);
    for (let n = 0; n < SLOW_CLIENTS; n += 1) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      sockets.push(socket);
      await once(socket, 'connect');
      socket.write(bytes);
    }
    let drips = 0;
    const dripping = setInterval(() => {
      drips += 1;
      for (const socket of sockets) if (socket.writable) socket.write(' ');
    }, 500);
    try {
      await until(async () => (drips > 3 ? true : null));
      await subject.ledger.job(addresses(20));
      await subject.ledger.batch(slugs(3));
      await subject.check();
    } finally {
      clearInterval(dripping);
    }
  });
});
