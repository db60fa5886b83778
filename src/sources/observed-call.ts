import { traced } from '../common/tracing/tracing.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { AccountRefusal } from './account-refusal.js';
import { callEnded } from './call-metrics.js';
import type { AccountCall } from './source-account.js';

export interface ObservedCall {
  source: string;
  kind: AccountCall;
}

/**
 * Makes one call to a source, which is measured and traced. No personal data is recorded, and the ID of the trace is not sent to the source:
 * it belongs to a third party, who could correlate our calls by it.
 */
export async function observedCall<T>({ source, kind }: ObservedCall, make: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const asked_for = askedFor(kind);
  const ended = (outcome: string) => callEnded({ source, asked_for, outcome }, (performance.now() - start) / 1_000);
  const attributes = { source, asked_for };
  return traced(`${source} ${asked_for}`, { kind: 'client', attributes }, async (span) => {
    try {
      const answer = await make();
      span.set({ outcome: 'found' });
      ended('found');
      return answer;
    } catch (error) {
      span.set({ outcome: outcomeOf(error) });
      ended(outcomeOf(error));
      throw error;
    }
  });
}

/** `company`, or how a person is looked up. */
function askedFor({ scope, by }: AccountCall): string {
  return scope === 'company' ? scope : by;
}

/** `aborted` if the failure is not one of the source: the caller stopped waiting, or its time limit was reached. */
function outcomeOf(error: unknown): string {
  if (error instanceof AccountRefusal) return 'account_refused';
  return error instanceof UpstreamError ? String(error.code).toLowerCase() : 'aborted';
}
