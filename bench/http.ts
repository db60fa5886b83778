import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ProfileStore } from '../dist/profile-store/profile.store.js';
import { call } from '../demo/http.ts';
import { startService, temporaryFolder } from '../scripts/lib/service-process.ts';
import { API_KEY, cpuOf, inApplication } from './in-application.ts';
import { detailTime } from './job-detail.ts';
import { compareRate, median, type Measurement } from './measurement.ts';

const REQUESTS = 2_000;
const WARM_UP = 1_500;
const ROUNDS = 3;

/** Calls a URL some thousand times over a few connections, in another process, whose CPU time is not that of the service. */
const CLIENT = `
import { Agent, get } from 'node:http';
const [url, key, count] = process.argv.slice(1);
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const once = () => new Promise((resolve, reject) => {
  get(url, { agent, headers: { 'X-API-Key': key } }, (response) => {
    if (response.statusCode !== 200) reject(new Error('Status ' + response.statusCode));
    response.resume().on('end', resolve);
  }).on('error', reject);
});
let left = Number(count);
await Promise.all(Array.from({ length: 8 }, async () => { while (left-- > 0) await once(); }));
agent.destroy();
`;

/** What HTTP costs on top of the store, and how fast the detail of a job responds while the job runs. */
export async function measureHttp(): Promise<Measurement[]> {
  return [await routeCost(), await detailDuringJob()];
}

/** A route of the service compared with a bare Nest route with the same call of the same store. */
async function routeCost(): Promise<Measurement> {
  const [service = 0, bare = 0] = await inApplication(async (app, url) => {
    const body = { linkedin_url: 'https://www.linkedin.com/in/bench-member/', suggested_role: 'CTO' };
    const { id } = await call<{ id: string }>(`${url}/api/v1/profiles`, API_KEY, { body });
    const store = app.get(ProfileStore, { strict: false });
    const plain = await NestFactory.create(
      bareModule((stored) => store.findById(stored)),
      { logger: false },
    );
    await plain.listen(0, '127.0.0.1');
    try {
      return await ratesOf([`${url}/api/v1/profiles/${id}`, `${await plain.getUrl()}/profiles/${id}`]);
    } finally {
      await plain.close();
    }
  });
  return compareRate(
    'GET /api/v1/profiles/{id}',
    service,
    'a bare Nest route, same store',
    bare,
    'requests per CPU s',
    1 / 0.8,
  );
}

function bareModule(find: (id: string) => Promise<unknown>) {
  class Profiles {
    find(id: string): Promise<unknown> {
      return find(id);
    }
  }
  const method = Object.getOwnPropertyDescriptor(Profiles.prototype, 'find') as PropertyDescriptor;
  Get(':id')(Profiles.prototype, 'find', method);
  Param('id')(Profiles.prototype, 'find', 0);
  Controller('profiles')(Profiles);
  class Bare {}
  Module({ controllers: [Profiles] })(Bare);
  return Bare;
}

/** Requests per second of CPU for each URL, by turns after a warm-up: code that both share gets faster all the time. */
async function ratesOf(urls: readonly string[]): Promise<number[]> {
  for (const url of urls) await requests(url, WARM_UP);
  const costs = urls.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, url] of urls.entries()) costs[index]!.push(await cpuOf(() => requests(url, REQUESTS)));
  return costs.map((each) => REQUESTS / (median(each) / 1_000));
}

async function requests(url: string, count: number): Promise<void> {
  const client = spawn(process.execPath, ['--input-type=module', '--eval', CLIENT, url, API_KEY, String(count)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(client, 'exit')) as [number];
  if (code !== 0) throw new Error('A client of the bench failed');
}

/** Everything in one process, whose event loop and database session the job keeps busy. */
async function detailDuringJob(): Promise<Measurement> {
  const folder = temporaryFolder();
  const service = await startService(
    { API_KEY, HOST: '127.0.0.1', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '0', SANDBOX_LATENCY_MS: '0' },
    folder.path,
  );
  try {
    return await detailTime('GET /jobs/{id}, one process with embedded stores', service.url, API_KEY);
  } finally {
    await service.stop();
    folder.remove();
  }
}
