import { queuePriorities, type JobPriority } from '../job.js';
import { CHUNK_RETRY_LIMIT, JOB_CHUNKS, type JobChunk } from '../job.store.js';
import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { Queue } from '../../infrastructure/queue/queue.js';

/** Item numbers of one chunk, both ends inclusive. */
export type Range = Pick<JobChunk, 'from' | 'to'>;

/** Numbers from 1 to the total in ranges of the given size; the last range may be shorter. */
export function rangesOf(total: number, size: number): Range[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, index) => ({
    from: index * size + 1,
    to: Math.min((index + 1) * size, total),
  }));
}

export async function sendChunks(
  queue: Queue,
  transaction: SqlExecutor,
  job: { job_id: string; priority: JobPriority },
  ranges: readonly Range[],
): Promise<void> {
  const chunks: JobChunk[] = ranges.map(({ from, to }) => ({ job_id: job.job_id, from, to }));
  await queue.sendAll(JOB_CHUNKS, chunks, {
    priority: queuePriorities[job.priority],
    retryLimit: CHUNK_RETRY_LIMIT,
    transaction,
  });
}
