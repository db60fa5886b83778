const MAX_WINDOW_MS = 3_600_000;
/** Resets are told to the second, and the answers of one window on both sides of it. */
const SAME_WINDOW_MS = 2_000;

/** What an answer tells of the window in which calls are counted. */
export interface WindowReport {
  remaining: number;
  /** In milliseconds. */
  resetsIn: number;
}

/**
 * Knows how many calls are left until the upstream begins to count anew, so that none is made in vain. What is under way is
 * held to be uncounted yet, so it may hold a call back too early, but lets none through too many.
 */
export class CallWindow {
  private remaining = Number.POSITIVE_INFINITY;
  private resetsAt = Number.NEGATIVE_INFINITY;
  private underWay = 0;

  /** @param clock milliseconds that only go forward */
  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** 0 lets a call in, which has to `leave`; else the milliseconds after which there is room again. */
  enter(): number {
    const wait = this.resetsAt - this.clock();
    if (wait > 0 && this.remaining <= this.underWay) return wait;
    this.underWay += 1;
    return 0;
  }

  leave(): void {
    this.underWay -= 1;
  }

  learn({ remaining, resetsIn }: WindowReport): void {
    if (resetsIn <= 0) return;
    const now = this.clock();
    // A wrong date must not block the source forever: after a while one call is let through.
    const resetsAt = now + Math.min(resetsIn, MAX_WINDOW_MS);
    const isOver = this.resetsAt <= now;
    if (isOver || resetsAt > this.resetsAt + SAME_WINDOW_MS) {
      this.remaining = remaining;
      this.resetsAt = resetsAt;
    } else if (resetsAt > this.resetsAt - SAME_WINDOW_MS) {
      // Answers may come in another order than that in which they were counted.
      this.remaining = Math.min(this.remaining, remaining);
      this.resetsAt = Math.max(this.resetsAt, resetsAt);
    }
  }
}
