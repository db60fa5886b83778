import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { isFullExtent } from '../support/extent.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { KEY } from '../support/service.js';
import { until } from '../support/until.js';

const MIB = 1_024 * 1_024;

/** More than a caller without a key may send: 16 KB. */
const MANY = isFullExtent ? 50_000 : 2_000;

/** 16 MB of empty objects; a few kilobytes when compressed. */
const BOMB = gzipSync(`{"emails":[${'{},'.repeat(5_590_000)}{}]}`);

/** 1.8 GB in the full extent, otherwise half of that. */
const UPLOADS = isFullExtent ? 120 : 60;

/** Both accept the largest bodies. The second asks for a key in local mode too. */
const [JOBS, SUPPRESSIONS] = ['/jobs/create-batch', '/api/v1/people/suppressions'];

type Mode = [mode: string, keys: Record<string, string>, routes: [path: string, isOpen: boolean][]];

const LOCAL_MODE: Mode = [
  'in local mode',
  {},
  [
    [SUPPRESSIONS, false],
    [JOBS, true],
  ],
];
const WITH_KEY: Mode = ['with a key configured', { API_KEY: KEY }, [[JOBS, false]]];

describe.each(isFullExtent ? [LOCAL_MODE, WITH_KEY] : [LOCAL_MODE])(
  'a caller without a key, %s',
  (_mode, keys, routes) => {
    let service: ServiceProcess;
    let key: string;
    const directories = new DataDirectories();
    const sockets: Socket[] = [];

    beforeAll(async () => {
      // The job of the long list only has to be accepted.
      const environment = { ...keys, HOST: '127.0.0.1', RATE_LIMIT_PER_MINUTE: '0', SANDBOX_LATENCY_MS: '60000' };
      service = await aProcess(environment, await directories.add());
      key = keys['API_KEY'] ?? readFileSync(join(service.dataDirectory, 'api-key'), 'utf8').trim();
    });
    afterAll(async () => {
      for (const socket of sockets) socket.destroy();
      await service.stop();
      directories.remove();
    });

    /** Peak memory of the process, in MiB. */
    const peak = () =>
      Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${service.child.pid}/status`, 'utf8'))?.[1]) / 1_024;

    /** What it has now, from which the peak is counted; its highest so far where the kernel cannot forget that. */
    const memory = () => {
      const reset = `/proc/${service.child.pid}/clear_refs`;
      if (existsSync(reset)) writeFileSync(reset, '5');
      return peak();
    };

    const socket = () => {
      const connected = connect(Number(new URL(service.url).port), '127.0.0.1');
      sockets.push(connected.on('error', () => undefined));
      return connected;
    };

    const post = (path: string, headers: Record<string, string>, body: Uint8Array<ArrayBuffer>) =>
      fetch(`${service.url}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body,
      });

    describe.each(routes)('at %s', (path, isOpen) => {
      it('cannot make the service parse what a small request inflates to', async () => {
        const before = memory();
        const answers = await Promise.all(
          Array.from({ length: 4 }, () => post(path, { 'Content-Encoding': 'gzip' }, BOMB)),
        );
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([isOpen ? 413 : 403]));
        // The objects of one would take several hundred.
        expect(peak() - before).toBeLessThan(250);
      });

      it('cannot exhaust the memory with uploads that never end', async () => {
        const before = memory();
        const part = Buffer.alloc(MIB, ' ');
        part[0] = '['.charCodeAt(0);
        const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${16 * MIB - 1}\r\n\r\n`;
        const refused = Array.from({ length: UPLOADS }, async () => {
          const sending = socket();
          sending.write(head);
          // All but the last part: what the service does not read stays here.
          for (let sent = 0; sent < 15; sent += 1) sending.write(part);
          const [answer] = (await once(sending, 'data')) as [Buffer];
          return answer.subarray(0, 12).toString();
        });
        if (isOpen) expect(await Promise.any(refused)).toBe('HTTP/1.1 503');
        else expect(new Set(await Promise.all(refused))).toEqual(new Set(['HTTP/1.1 403']));
        expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
        // Garbage counts too, and a busy machine collects it late.
        expect(peak() - before).toBeLessThan(600);
        for (const one of sockets.splice(0)) one.destroy();
      });

      it('receives an error about malformed JSON first', async () => {
        expect((await post(path, {}, Buffer.from('{'))).status).toBe(422);
        expect((await post(path, {}, Buffer.from('{}'))).status).toBe(isOpen ? 422 : 403);
        expect((await post(path, { 'X-API-Key': key }, Buffer.from('{}'))).status).toBe(422);
      });
    });

    it('does not affect a caller with a long list', async () => {
      const emails = Array.from({ length: MANY }, (_, index) => `person-${index}@example.com`);
      const body = new TextEncoder().encode(JSON.stringify({ emails, config: { save_to_dynamodb: false } }));
      // Uploads of local mode take of the same memory until the service has seen their end.
      const status = await until(async () => {
        const answer = await post(JOBS, { 'X-API-Key': key }, body);
        return answer.status === 503 ? null : answer.status;
      });
      expect(status).toBe(200);
    });

    it('receives the standard error body even for input that is not an HTTP request', async () => {
      const talking = socket();
      talking.write('nonsense\r\n\r\n');
      const [answer] = (await once(talking, 'data')) as [Buffer];
      const [head, body] = answer.toString().split('\r\n\r\n');
      expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n.*X-Request-Id: /s);
      expect(JSON.parse(body ?? '')).toMatchObject({ error_code: 'BAD_REQUEST', suggestions: null });
      const long = await fetch(`${service.url}/tokens/${'x'.repeat(20_000)}`);
      expect(long.status).toBe(431);
      expect(await long.json()).toMatchObject({ error_code: 'HEADERS_TOO_LARGE' });
    });
  },
);
