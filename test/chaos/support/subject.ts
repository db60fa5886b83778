import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { ServiceProcess } from '../../../scripts/lib/service-process.ts';
import { aProcess } from '../../support/process.js';
import { KEY } from '../../support/service.js';
import { until } from '../../support/until.js';
import { UPSTREAM_SECRETS } from './chaos-upstream.js';
import { addresses, Ledger } from './ledger.js';

const TOKEN = 'header.payload.hidden-signature';
const SECRETS = [KEY, TOKEN, ...UPSTREAM_SECRETS];

/**
 * By how much the memory of a process may grow over what it has after its first work, in MB. Healthy jobs alone take it to about 400;
 * twenty answers of 50 MB that are read whole would take it beyond 1,000.
 */
const MOST_GROWTH = 700;

/** A line about something that nobody foresaw: a fatal problem, or a response with HTTP 500. */
const FAULT = /"level":"fatal"|"msg":"[A-Z]+ \S+ 500"/;

/** A service process in trouble, and what has to be true of it all the time. */
export class Subject {
  readonly ledger: Ledger;
  private baseline = 0;

  private constructor(readonly service: ServiceProcess) {
    this.ledger = new Ledger(() => service.url);
  }

  static async start(environment: Record<string, string>, dataDirectory: string): Promise<Subject> {
    const service = await aProcess(
      {
        API_KEY: KEY,
        HOST: '127.0.0.1',
        RATE_LIMIT_PER_MINUTE: '0',
        UPSTREAM_TIMEOUT_MS: '1500',
        UPSTREAM_MAX_ATTEMPTS: '3',
        UPSTREAM_BACKOFF_MS: '20',
        LOG_LEVEL: 'debug',
        ...environment,
      },
      dataDirectory,
    );
    const subject = new Subject(service);
    await subject.ready();
    const response = await fetch(`${service.url}/tokens/add`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ token: TOKEN, daily_limit: 1_000_000 }),
    });
    expect(response.status).toBe(201);
    await subject.ledger.job(addresses(20));
    await subject.ledger.settle();
    subject.baseline = subject.memory;
    return subject;
  }

  ready(): Promise<true> {
    return until(async () => ((await this.statusOf('/health/ready')) === 200 ? true : null));
  }

  /** Resident memory, in MB. */
  get memory(): number {
    return this.fromStatus('VmRSS');
  }

  async statusOf(path: string): Promise<number> {
    const response = await fetch(`${this.service.url}${path}`, { headers: { 'x-api-key': KEY } });
    await response.arrayBuffer();
    return response.status;
  }

  /** After a scenario: it lives, has finished all its work, has foreseen everything, has not grown too much, and has kept its secrets. */
  async check(): Promise<void> {
    await this.ready();
    await this.ledger.settle();
    const { exitCode, signalCode } = this.service.child;
    expect({ exitCode, signalCode }).toEqual({ exitCode: null, signalCode: null });
    expect(await this.statusOf('/health/live')).toBe(200);
    expect(this.memory - this.baseline).toBeLessThan(MOST_GROWTH);
    const log = this.service.output();
    for (const secret of SECRETS) expect(log.includes(secret)).toBe(false);
    expect(log.split('\n').filter((line) => FAULT.test(line))).toEqual([]);
  }

  private fromStatus(name: string): number {
    const status = readFileSync(`/proc/${this.service.child.pid}/status`, 'utf8');
    return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024;
  }
}
