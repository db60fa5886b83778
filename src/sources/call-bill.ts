import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import type { CreditReservation } from './credit-access.js';

/**
 * The bill of one call, settled exactly once: when the call has ended, or when its caller has stopped waiting. What the source
 * reports is billed. Without a report, a call that found the person or company is charged in full, and so is one whose answer never
 * came or cannot be read, because the source may have billed it; any other answer is free.
 */
export class CallBill implements Disposable {
  private reported: number | null = null;
  private isSettled = false;
  private forget = () => {};

  constructor(
    private readonly reservation: CreditReservation,
    private readonly price: number,
  ) {}

  /**
   * Marks the start of the call.
   * @param signal aborted at its time limit, at shutdown, or when the caller gives up
   */
  begin(signal: AbortSignal): void {
    const abandon = () => this.settle(this.price);
    signal.addEventListener('abort', abandon, { once: true });
    this.forget = () => signal.removeEventListener('abort', abandon);
  }

  /** Adds credits that the source reports as billed. */
  readonly report = (credits: number): void => {
    this.reported = (this.reported ?? 0) + credits;
  };

  found(): void {
    this.settle(this.price);
  }

  failed(error: unknown): void {
    this.settle(mayBeBilled(error) ? this.price : 0);
  }

  /** Free if the call was not made. */
  [Symbol.dispose](): void {
    this.settle(0);
  }

  private settle(unreported: number): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.forget();
    this.reservation.settle(this.reported ?? unreported);
  }
}

/** Anything but an UpstreamError is a defect of this service, which may have failed on a successful answer. */
function mayBeBilled(error: unknown): boolean {
  if (!(error instanceof UpstreamError)) return true;
  return error.isUnanswered || error.code === 'INVALID_DATA' || error.code === 'INTERNAL_ERROR';
}
