import { getBatch, streamBatchEvents, type BatchProgress, type BatchState } from '../typescript/src/index.ts';
import type { Client } from '../typescript/src/generated/client/index.ts';
import { follow } from './follow.ts';
import type { Progress } from './progress.ts';

/** Shows the progress of a batch until it has ended. */
export function waitForBatch(client: Client, batch_id: string): Promise<BatchState> {
  return follow({
    name: `Batch ${batch_id.slice(0, 8)}`,
    read: async () => (await getBatch({ client, path: { batch_id }, throwOnError: true })).data,
    progressOf: ({ progress }) => asProgress(progress),
    hasEnded: ({ status }) => status === 'completed' || status === 'cancelled',
    stream: () => batchProgress(client, batch_id),
    onInterrupt: `The batch continues without this command: GET /api/v1/profiles/batches/${batch_id} has its results`,
  });
}

async function* batchProgress(client: Client, batch_id: string): AsyncGenerator<Progress> {
  const { stream } = await streamBatchEvents({ client, path: { batch_id }, sseMaxRetryAttempts: 1 });
  for await (const event of stream) if (isEvent(event)) yield asProgress(event.data.progress);
}

const asProgress = ({ total, done, failed }: BatchProgress): Progress => ({ total, done, failed, waitingFor: null });

function isEvent(event: unknown): event is { data: { progress: BatchProgress } } {
  return typeof event === 'object' && event !== null && 'data' in event;
}
