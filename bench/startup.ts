import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startService, temporaryFolder } from '../scripts/lib/service-process.ts';
import { acceptJob, finishedJob } from './job-calls.ts';
import { compare, median, type Measurement } from './measurement.ts';

const ROUNDS = 5;
const WARM_LIMIT_MS = 2_000;
const LARGE = 10_000;
const API_KEY = 'bench-key';
const ENVIRONMENT = { API_KEY, HOST: '127.0.0.1', LOG_LEVEL: 'warn' };
/** A Nest application with one empty module, until it listens: the lower bound for any service on Nest. */
const BARE_NEST = `
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
class Empty {}
Module({})(Empty);
const app = await NestFactory.create(Empty, { logger: false });
await app.listen(0, '127.0.0.1');
process.exit(0);
`;

/** The data directory locked, the database created and migrated, and the first call made. */
const EMBEDDED_STORES = `
import { DataDirectory } from './dist/infrastructure/data-directory/data-directory.js';
import { EmbeddedPostgres } from './dist/infrastructure/postgres/embedded/embedded-postgres.js';
import { embeddedSupabase } from './dist/infrastructure/supabase/embedded-supabase.js';
import { checkSchema } from './dist/profile-store/schema-check.js';
const gateway = embeddedSupabase(new EmbeddedPostgres(new DataDirectory({ DATA_DIR: process.env.DATA_DIR })), checkSchema);
await gateway.open();
await gateway.check(new AbortController().signal);
process.exit(0);
`;

/** From the start of the process until /health/live responds; cold is an empty data directory, warm is one used before. */
export async function measureStartup(): Promise<Measurement[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  const bare: number[] = [];
  const stores: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const folder = temporaryFolder();
    bare.push(await timeOf(BARE_NEST));
    const empty = temporaryFolder();
    stores.push(await timeOf(EMBEDDED_STORES, { DATA_DIR: empty.path }));
    empty.remove();
    cold.push(await startedIn(folder.path));
    warm.push(await startedIn(folder.path));
    folder.remove();
  }
  const afterJob = await warmAfterJob(LARGE);
  return [
    compare('start-up, cold', median(cold), 'a bare Nest application', median(bare)),
    compare('start-up, warm', median(warm), 'a bare Nest application', median(bare)),
    compare('start-up, warm', median(warm), 'the limit of 2 s', WARM_LIMIT_MS, 1),
    compare(`start-up, warm, after a job of ${LARGE}`, afterJob, 'the limit of 2 s', WARM_LIMIT_MS, 1),
    compare('first start of the embedded stores', median(stores), 'the limit of 4 s', 4_000, 1),
  ];
}

/** With what a job leaves in the stores. */
async function warmAfterJob(count: number): Promise<number> {
  const folder = temporaryFolder();
  const service = await startService({ ...ENVIRONMENT, SANDBOX_LATENCY_MS: '0' }, folder.path);
  await finishedJob(service.url, API_KEY, await acceptJob(service.url, API_KEY, { count, by: 'email', config: {} }));
  await service.stop();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await startedIn(folder.path));
  folder.remove();
  return median(times);
}

async function startedIn(dataDirectory: string): Promise<number> {
  const service = await startService(ENVIRONMENT, dataDirectory);
  await service.stop();
  return service.startedInMs;
}

/** From the start of a process that runs the script until it exits. */
async function timeOf(script: string, environment: Record<string, string> = {}): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--eval', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error('A script of the bench failed');
  return performance.now() - started;
}
