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
 * Makes one call to a source, which is measured and traced. Nothing about who was asked for is kept, and the source is not told of the
 * trace: it belongs to somebody else, who could connect our calls by it.
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

/** The caller has given up, or its time limit has, if the failure is not one of the source. */
function outcomeOf(error: unknown): string {
  if (error instanceof AccountRefusal) return 'account_refused';
  return error instanceof UpstreamError ? String(error.code).toLowerCase() : 'aborted';
}
