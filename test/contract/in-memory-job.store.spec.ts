import { JOB_CHUNKS, type JobChunk } from '../../src/jobs/job.store.js';
import { InMemoryJobStore } from '../support/in-memory-job.store.js';
import { InMemoryQueue } from '../support/in-memory-queue.js';
import { jobStoreContract } from './job-store.contract.js';

jobStoreContract('memory', async () => {
  const queue = new InMemoryQueue();
  const store = new InMemoryJobStore(queue);
  return {
    store,
    chunks: async () =>
      queue.table.waiting(JOB_CHUNKS).map(({ payload, priority }) => ({ ...(payload as JobChunk), priority })),
    clear: async () => {
      store.clear();
      store.suppressed.clear();
      queue.table.clear();
    },
    storedItems: async () => store.storedItems,
    expireUploads: async () => store.expireUploads(),
    failNextSend: () => {
      const sendAll = queue.sendAll.bind(queue);
      queue.sendAll = async () => {
        queue.sendAll = sendAll;
        throw new Error('The queue takes nothing');
      };
    },
    suppress: async ({ emails = [], linkedin_ids = [] }) => {
      for (const key of [...emails, ...linkedin_ids]) store.suppressed.add(key);
    },
    close: () => queue.stop(),
  };
});
