import { Logger } from '@nestjs/common';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { removedKinds, type ErasureReceipt } from './receipts/erasure-receipt.js';

const logger = new Logger('People');

/** Logs the beginning of an erasure; the functions log its end. The log does not say who is erased. */
export function erasureStarted(receipt_id: string, key: string) {
  const start = performance.now();
  const line = { kind: 'erasure', receipt_id, key };
  logger.log(line, 'Erasure started');
  const duration = () => ({ duration_ms: Math.round(performance.now() - start) });
  return {
    completed: ({ removed }: Pick<ErasureReceipt, 'removed'>) => {
      const records = removedKinds.reduce((sum, kind) => sum + removed[kind], 0);
      logger.log({ ...line, outcome: 'completed', records, ...duration() }, 'Erasure completed');
    },
    failed: (error: unknown) => {
      const reason = error instanceof StoreUnavailableError ? error.message : (error as Error).name;
      logger.warn(
        { ...line, outcome: 'failed', reason, ...duration() },
        'Erasure failed and has to be requested again',
      );
    },
  };
}
