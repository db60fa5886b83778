import { call } from '../demo/http.ts';
import { startService, temporaryFolder, type ServiceProcess } from '../scripts/lib/service-process.ts';
import { compare, type Measurement } from './measurement.ts';
import { watchMemory } from './memory.ts';

const API_KEY = 'bench-key';
const PACED = { emails: 2_000, latency: 200, concurrency: 32 };
const LARGE = 50_000;
/** A first job loads, compiles and allocates what every job needs. */
const WARM_UP = { paced: 500, large: 5_000 };
/** Frequent enough for users and cheap compared with the job: a response contains its latest results. */
const POLL_MS = 500;

interface Job {
  status: string;
  failed_emails: number;
  completed_at: string;
}

/** Jobs over HTTP: how close a slow source is used to the ideal, and what a large job costs to accept and to hold in memory. */
export async function measureJobs(): Promise<Measurement[]> {
  return [await pacedJob(), ...(await largeJob())];
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
      compare(`memory growth of a job of ${LARGE}, in MB`, most - before, 'the limit of 100 MB', 100, 1),
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

async function accept({ url }: ServiceProcess, count: number, config: object): Promise<string> {
  const emails = Array.from({ length: count }, (_, index) => `member-${index}@example.com`);
  const body = { emails, config: { concurrency: 50, requests_per_token: 50, ...config } };
  const { job_id } = await call<{ job_id: string }>(`${url}/jobs/create-batch`, API_KEY, { body });
  return job_id;
}

/** When the job ended according to its own timestamps, which come from this machine's clock. */
async function finished({ url }: ServiceProcess, job_id: string): Promise<Date> {
  for (;;) {
    const { status, failed_emails, completed_at } = await call<Job>(`${url}/jobs/${job_id}`, API_KEY);
    if (status === 'completed' && failed_emails === 0) return new Date(completed_at);
    if (status !== 'pending' && status !== 'processing') throw new Error(`The job of the bench ended as ${status}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
