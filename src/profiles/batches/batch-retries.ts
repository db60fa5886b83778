import { errorOf, type ProfileResult } from '../dto/profile-result.dto.js';
import { hasEnded, withResponse, type AnsweredBatch, type BatchRecord } from './batch-record.js';
import { DEFAULT_ATTEMPTS } from './dto/batch-request.dto.js';

const FIRST_DELAY_MS = 5_000;
const MAX_DELAY_MS = 5 * 60_000;

/** When items are tried again after this number of attempts: after 5 seconds, then after twice as long each time. */
export function retryTime(attempt: number): Date {
  return new Date(Date.now() + Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS));
}

export function isRetryable(result: ProfileResult): boolean {
  return errorOf(result)?.retryable === true;
}

export function isUndecided({ response }: AnsweredBatch): boolean {
  return response.results.includes(null);
}

/** Whether a failure in the current attempt is final. */
export function isLastAttempt({ request, response }: AnsweredBatch): boolean {
  return (response.attempt ?? 0) + 1 >= (request.max_attempts ?? DEFAULT_ATTEMPTS);
}

export function nextAttempt(batch: AnsweredBatch): AnsweredBatch & { response: { attempt: number } } {
  return { ...batch, response: { ...batch.response, attempt: (batch.response.attempt ?? 0) + 1 } };
}

/** A batch that has ended, made pending again for its retryable failures; null if there are none. */
export function requeuedBatch(batch: BatchRecord): BatchRecord | null {
  if (batch.response === null || !hasEnded(batch)) return null;
  const results = batch.response.results.map((result) => (result && isRetryable(result) ? null : result));
  if (!results.includes(null)) return null;
  const pending = { ...batch, status: 'pending', started_at: null, completed_at: null } as const;
  return withResponse(pending, { ...batch.response, results, attempt: 0 });
}
