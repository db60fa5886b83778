import { startService, temporaryFolder, type ServiceProcess } from '../scripts/lib/service-process.ts';
import { acceptJob, finishedJob } from './job-calls.ts';
import { detailTime } from './job-detail.ts';
import { compareRate, type Measurement } from './measurement.ts';

const API_KEY = 'bench-key';
const ITEMS = 3_000;
/** A first job loads and compiles what every job needs. */
const WARM_UP = 400;
/** Long enough that it, and not the CPU of this machine, which Postgres shares, says how fast a worker is. In milliseconds. */
const LATENCY = 1_000;
const CONCURRENCY = 50;
const GOAL = 1.8;

/**
 * How much faster two workers are than one with the same job, and how fast a process for requests alone responds meanwhile. The processes share
 * nothing but Postgres. Needs DATABASE_URL.
 */
export async function measureWorkers(): Promise<Measurement[]> {
  const { DATABASE_URL } = process.env;
  if (!DATABASE_URL) {
    process.stderr.write('skipped: set DATABASE_URL to an empty database\n');
    return [];
  }
  const one = await withWorkers(DATABASE_URL, 1, LATENCY, itemsPerSecond);
  const two = await withWorkers(DATABASE_URL, 2, LATENCY, itemsPerSecond);
  const detail = await withWorkers(DATABASE_URL, 1, 0, ({ url }) =>
    detailTime('GET /jobs/{id}, a process of its own, on Postgres', url, API_KEY),
  );
  const name = `job of ${ITEMS} on Postgres, source of ${LATENCY} ms, two workers`;
  return [compareRate(name, two, 'one worker', one, 'items per s', 1 / GOAL), detail];
}

async function withWorkers<T>(
  DATABASE_URL: string,
  workers: number,
  latency: number,
  work: (api: ServiceProcess) => Promise<T>,
): Promise<T> {
  const folders = Array.from({ length: workers + 1 }, temporaryFolder);
  const environment = {
    API_KEY,
    DATABASE_URL,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    RATE_LIMIT_PER_MINUTE: '0',
    SANDBOX_LATENCY_MS: String(latency),
    WORKER_CONCURRENCY: String(CONCURRENCY),
  };
  const services: ServiceProcess[] = [];
  try {
    for (const [index, { path }] of folders.entries())
      services.push(await startService({ ...environment, ROLE: index === 0 ? 'api' : 'worker' }, path));
    return await work(services[0]!);
  } finally {
    for (const service of services) await service.stop();
    for (const folder of folders) folder.remove();
  }
}

async function itemsPerSecond(api: ServiceProcess): Promise<number> {
  await finishedJob(api.url, API_KEY, await accept(api, WARM_UP));
  const { started_at, completed_at } = await finishedJob(api.url, API_KEY, await accept(api, ITEMS));
  return ITEMS / ((new Date(completed_at).getTime() - new Date(started_at).getTime()) / 1_000);
}

/** The stores of people and of rows are embedded in each worker: without them, all that workers share is measured. */
function accept({ url }: ServiceProcess, count: number): Promise<string> {
  const config = { concurrency: CONCURRENCY, store_profile: false, save_to_dynamodb: false };
  return acceptJob(url, API_KEY, { count, by: 'email', config });
}
