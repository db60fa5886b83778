import { getJob, streamJobEvents, type JobDetail } from '../typescript/src/index.ts';
import type { Client } from '../typescript/src/generated/client/index.ts';
import { follow } from './follow.ts';
import { joined, print } from './output.ts';
import type { Progress } from './progress.ts';

const ENDED = new Set<JobDetail['status']>(['completed', 'failed', 'cancelled']);

/** Shows the progress of a job until it has ended. */
export function waitForJob(client: Client, job_id: string): Promise<JobDetail> {
  return follow({
    name: `Job ${job_id.slice(0, 8)}`,
    read: async () => (await getJob({ client, path: { job_id }, throwOnError: true })).data,
    progressOf: asProgress,
    hasEnded: ({ status }) => ENDED.has(status),
    stream: () => jobProgress(client, job_id),
    onInterrupt: `The job continues without this command\n${waysOn(job_id)}`,
  });
}

/** What to type about a job that goes on. */
export function waysOn(job_id: string): string {
  return `  Follow it: npx . status ${job_id} --wait\n  Cancel it: npx . cancel ${job_id}`;
}

export function printJob({ job_id, status, results_count, errors_count, total_items, waiting_for }: JobDetail): void {
  const waiting: string | null = waiting_for;
  const counts = `${results_count} fetched, ${errors_count} failed, ${total_items} in total`;
  print(joined([`Job ${job_id} ${status}`, waiting && `waiting for ${waiting}`, counts], ', '));
}

async function* jobProgress(client: Client, job_id: string): AsyncGenerator<Progress> {
  const { stream } = await streamJobEvents({
    client,
    path: { job_id },
    query: { types: ['job.progress', 'job.completed', 'job.failed', 'job.cancelled'] },
    sseMaxRetryAttempts: 1,
  });
  for await (const event of stream) if (isEvent(event)) yield asProgress(event.data);
}

type Counts = Pick<JobDetail, 'total_items' | 'processed_items' | 'failed_items' | 'waiting_for'>;

function asProgress({ total_items, processed_items, failed_items, waiting_for }: Counts): Progress {
  return { total: total_items, done: processed_items, failed: failed_items, waitingFor: waiting_for };
}

function isEvent(event: unknown): event is { data: Counts } {
  return typeof event === 'object' && event !== null && 'data' in event;
}
