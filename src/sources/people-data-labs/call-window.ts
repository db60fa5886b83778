const MAX_WINDOW_MS = 3_600_000;
/** Resets are given in whole seconds, and the responses of one window round to either side of it. */
const SAME_WINDOW_MS = 2_000;

/** What a response reports about the window in which calls are counted. */
export interface WindowReport {
  remaining: number;
  /** In milliseconds. */
  resetsIn: number;
}

/**
 * Tracks how many calls are left in the current window of the upstream, so that none is made in vain. Calls in flight are assumed
 * not to be counted yet, so a call may be delayed unnecessarily, but the limit is never exceeded.
 */
export class CallWindow {
  private remaining = Number.POSITIVE_INFINITY;
  private resetsAt = Number.NEGATIVE_INFINITY;
  private inFlight = 0;

  /** @param clock monotonic milliseconds */
  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** 0 admits a call, which must `leave` afterward; otherwise the milliseconds until there is room again. */
  enter(): number {
    const wait = this.resetsAt - this.clock();
    if (wait > 0 && this.remaining <= this.inFlight) return wait;
    this.inFlight += 1;
    return 0;
  }

  leave(): void {
    this.inFlight -= 1;
  }

  learn({ remaining, resetsIn }: WindowReport): void {
    if (resetsIn <= 0) return;
    const now = this.clock();
    // A wrong date must not block the source forever: after a while one call is allowed.
    const resetsAt = now + Math.min(resetsIn, MAX_WINDOW_MS);
    const isOver = this.resetsAt <= now;
    if (isOver || resetsAt > this.resetsAt + SAME_WINDOW_MS) {
      this.remaining = remaining;
      this.resetsAt = resetsAt;
    } else if (resetsAt > this.resetsAt - SAME_WINDOW_MS) {
      // Responses may arrive in another order than that in which they were counted.
      this.remaining = Math.min(this.remaining, remaining);
      this.resetsAt = Math.max(this.resetsAt, resetsAt);
    }
  }
}
