import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';

/** Credits that are set aside for one call. */
export interface CreditReservation {
  /** What the call was billed; 0 gives all of it back. Call it exactly once. */
  settle(credits: number): void;
}

/** The credits of the calls of one lookup, or of one company. What it throws is a failure of our own stores, not of the source. */
export abstract class CreditAccess {
  /**
   * Asked before every call. Null if the limit would be passed. If the signal is aborted in the meantime, it rejects with its
   * reason and nothing is reserved.
   * @param credits the most that the call can be billed
   * @param mayWait whether to wait for calls in progress, which may give credits back, before the answer is null
   */
  abstract reserve(
    source: string,
    credits: number,
    signal: AbortSignal,
    mayWait: boolean,
  ): Promise<CreditReservation | null>;
}

class UnlimitedCredits extends CreditAccess {
  override reserve(): Promise<CreditReservation> {
    return Promise.resolve({ settle: () => undefined });
  }
}

/** For callers that have no limit and keep no record. */
export const UNLIMITED_CREDITS: CreditAccess = new UnlimitedCredits();

/** The call was not made because it could pass the limit of credits. */
export class BudgetSpent extends UpstreamError {
  constructor() {
    super('ACCESS_DENIED', 'The limit of credits is reached', {
      details: 'Raise max_credits to continue',
      retryable: true,
    });
  }
}
