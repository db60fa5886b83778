import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { AccountRefusal } from './account-refusal.js';
import { callEnded } from './call-metrics.js';
import type { AccountCall } from './source-account.js';

export interface ObservedCall {
  source: string;
  kind: AccountCall;
}

/** Makes one call to a source and measures it. Nothing about who was asked for is kept. */
export async function observedCall<T>({ source, kind }: ObservedCall, make: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const ended = (outcome: string) =>
    callEnded({ source, asked_for: askedFor(kind), outcome }, (performance.now() - start) / 1_000);
  try {
    const answer = await make();
    ended('found');
    return answer;
  } catch (error) {
    ended(outcomeOf(error));
    throw error;
  }
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
