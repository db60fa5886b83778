import { call } from '../demo/http.ts';

interface Job {
  status: string;
  failed_emails: number;
  started_at: string;
  completed_at: string;
}

interface Asked {
  count: number;
  by: 'email' | 'url';
  config: object;
}

/** Frequent enough for users and cheap compared with the job: a response contains its latest results. */
const POLL_MS = 500;

/** Returns the ID of a new job. */
export async function acceptJob(url: string, key: string, { count, by, config }: Asked): Promise<string> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const list =
    by === 'email'
      ? { emails: numbers.map((number) => `member-${number}@example.com`) }
      : { items: numbers.map((number) => ({ linkedin_url: `https://www.linkedin.com/in/bench-${number}/` })) };
  const body = { ...list, config: { concurrency: 50, requests_per_token: 50, ...config } };
  const { job_id } = await call<{ job_id: string }>(`${url}/jobs/create-batch`, key, { body });
  return job_id;
}

/** Its own timestamps come from this machine's clock. */
export async function finishedJob(url: string, key: string, job_id: string): Promise<Job> {
  for (;;) {
    const job = await call<Job>(`${url}/jobs/${job_id}`, key);
    if (job.status === 'completed' && job.failed_emails === 0) return job;
    if (job.status !== 'pending' && job.status !== 'processing')
      throw new Error(`The job of the bench ended as ${job.status}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
