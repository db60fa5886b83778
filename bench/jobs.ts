import { startService, temporaryFolder, type ServiceProcess } from '../scripts/lib/service-process.ts';
import { cpuSeconds } from './cpu.ts';
import { acceptJob, finishedJob } from './job-calls.ts';
import { compare, compareRate, type Measurement } from './measurement.ts';
import { watchMemory } from './memory.ts';

const API_KEY = 'bench-key';
const PACED = { emails: 2_000, latency: 200, concurrency: 32 };
const LARGE = 50_000;
/** Enough for a steady state; each is measured in a service of its own. */
const COSTED = 10_000;
/** A person costs mapping, embedding and storing on top of what the answer itself costs. */
const COST_GOAL = 3;
/** A URL is looked up like an address. */
const URL_GOAL = 1.25;
/** A first job loads, compiles and allocates what every job needs. */
const WARM_UP = { paced: 500, large: 5_000 };
/** Jobs over HTTP: how close a slow source is used to the ideal, and what a large job costs to accept and to hold in memory. */
export async function measureJobs(): Promise<Measurement[]> {
  return [await pacedJob(), ...(await largeJob()), ...(await costs())];
}

/**
 * What an item costs in CPU time with a source that answers at once: with the person against the answer alone, and by URL against
 * by address.
 */
async function costs(): Promise<Measurement[]> {
  const answersOnly = await itemsPerCpuSecond('email', { store_profile: false });
  const byEmail = await itemsPerCpuSecond('email', {});
  const byUrl = await itemsPerCpuSecond('url', {});
  const name = `job of ${COSTED}, instant source`;
  const unit = 'items per CPU s';
  return [
    compareRate(name, byEmail, 'the same with store_profile: false', answersOnly, unit, COST_GOAL),
    compareRate(`${name}, by URL`, byUrl, 'the same by email', byEmail, unit, URL_GOAL),
  ];
}

/** Stores that these settings place elsewhere are used there, and their own CPU time is not counted. */
async function itemsPerCpuSecond(by: 'email' | 'url', config: object): Promise<number> {
  const elsewhere = Object.entries(process.env).flatMap(([name, value]) =>
    value && /^(DATABASE_URL|AWS_\w+|SUPABASE_\w+)$/.test(name) ? [[name, value]] : [],
  );
  const environment = { SANDBOX_LATENCY_MS: '0', ...Object.fromEntries(elsewhere) };
  return withService(environment, async (service) => {
    const pid = service.child.pid ?? 0;
    await finished(service, await accept(service, WARM_UP.large, config, by));
    const before = cpuSeconds(pid);
    await finished(service, await accept(service, COSTED, config, by));
    return COSTED / (cpuSeconds(pid) - before);
  });
}

async function pacedJob(): Promise<Measurement> {
  const { emails, latency, concurrency } = PACED;
  const ideal = Math.ceil(emails / concurrency) * latency;
  const took = await withService({ SANDBOX_LATENCY_MS: String(latency) }, async (service) => {
    await finished(service, await accept(service, WARM_UP.paced, { concurrency }));
    const started = Date.now();
    return (await finished(service, await accept(service, emails, { concurrency }))).getTime() - started;
  });
  return compare(
    `job of ${emails}, source of ${latency} ms, concurrency ${concurrency}`,
    took,
    'the ideal schedule',
    ideal,
    1 / 0.95,
  );
}

async function largeJob(): Promise<Measurement[]> {
  return withService({ SANDBOX_LATENCY_MS: '0' }, async (service) => {
    await finished(service, await accept(service, WARM_UP.large, {}));
    const memory = watchMemory(service.child.pid ?? 0);
    const started = performance.now();
    const job_id = await accept(service, LARGE, {});
    const accepted = performance.now() - started;
    await finished(service, job_id);
    const { before, most } = memory.stop();
    return [
      compare(`accepting ${LARGE} emails`, accepted, 'the limit of 2 s', 2_000, 1),
      compare(`memory growth of a job of ${LARGE}`, most - before, 'the limit of 100 MB', 100, 1, 'MB'),
    ];
  });
}

async function withService<T>(
  environment: Record<string, string>,
  work: (service: ServiceProcess) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder();
  const service = await startService(
    { API_KEY, HOST: '127.0.0.1', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '0', ...environment },
    folder.path,
  );
  try {
    return await work(service);
  } finally {
    await service.stop();
    folder.remove();
  }
}

function accept(
  { url }: ServiceProcess,
  count: number,
  config: object,
  by: 'email' | 'url' = 'email',
): Promise<string> {
  return acceptJob(url, API_KEY, { count, by, config });
}

async function finished({ url }: ServiceProcess, job_id: string): Promise<Date> {
  return new Date((await finishedJob(url, API_KEY, job_id)).completed_at);
}
