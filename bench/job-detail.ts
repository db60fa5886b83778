import { call } from '../demo/http.ts';
import { acceptJob, finishedJob } from './job-calls.ts';
import { compare, type Measurement } from './measurement.ts';

/** A first job loads and compiles what every job needs. */
const WARM_UP = 500;
const EMAILS = 5_000;
const LIMIT_MS = 15;
const PAUSE_MS = 20;

/** The 95th percentile of the response times of a job's detail while the job runs as fast as it can. */
export async function detailTime(what: string, url: string, key: string): Promise<Measurement> {
  const accept = (count: number) => acceptJob(url, key, { count, by: 'email', config: {} });
  await finishedJob(url, key, await accept(WARM_UP));
  const job_id = await accept(EMAILS);
  const times: number[] = [];
  for (let isRunning = true; isRunning;) {
    const asked = performance.now();
    const { status } = await call<{ status: string }>(`${url}/jobs/${job_id}`, key);
    times.push(performance.now() - asked);
    isRunning = status === 'pending' || status === 'processing';
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
  return compare(`${what}, p95 during a job of ${EMAILS}`, p95, `the limit of ${LIMIT_MS} ms`, LIMIT_MS, 1);
}
