import { InMemoryQueue } from '../support/in-memory-queue.js';
import { InMemorySqlDatabase } from '../support/in-memory-sql-database.js';
import { queueContract, type OpenedQueue } from './queue.contract.js';

queueContract('memory', async () => openedOn(new InMemoryQueue()));

function openedOn(queue: InMemoryQueue): OpenedQueue {
  return {
    queue,
    database: new InMemorySqlDatabase(),
    next: async () => {
      await queue.stop();
      return openedOn(new InMemoryQueue(queue.table));
    },
    nextAfterDeath: async () => {
      queue.die();
      // Delay until the job is taken again, which its first failure causes.
      queue.table.elapse(2_000);
      return openedOn(new InMemoryQueue(queue.table));
    },
    loseDatabase: async () => void (queue.table.isAway = true),
    close: () => queue.stop(),
  };
}
