import { Logger } from '@nestjs/common';
import { ApplicationError } from '../../common/errors/application.error.js';
import type { ListReading } from './list-reading.js';

const logger = new Logger('Uploads');

/** Logs the beginning of an upload; the functions log its end. */
export function uploadStarted(upload: { job_id: string; dry_run: boolean; key: string }) {
  const start = performance.now();
  const line = { kind: 'upload', ...upload };
  logger.log(line, 'Upload started');
  const ended = (reading: ListReading) => {
    const { rows_read, total: items, invalid_count } = reading.summary;
    return { ...line, rows_read, items, invalid_count, duration_ms: Math.round(performance.now() - start) };
  };
  return {
    /** @param job_id null for a dry run; that of an earlier job if the request was a repetition */
    completed: (reading: ListReading, job_id: string | null) =>
      logger.log({ ...ended(reading), job_id, outcome: 'completed' }, 'Upload completed'),
    /** Logs only a code, because the problem itself may contain data of the file. */
    failed: (reading: ListReading, error: unknown) => {
      const reason = error instanceof ApplicationError ? error.code : (error as Error).name;
      logger.log({ ...ended(reading), outcome: 'failed', reason }, 'Upload failed');
    },
  };
}
