import type { JobStats } from '../../jobs/job.store.js';

/** Longer than a call with all its attempts usually takes, in milliseconds. */
const STALLED_AFTER_MS = 5 * 60_000;

/** Detects from consecutive stats whether waiting email addresses are being processed. */
export class WorkProgress {
  private processed = -1;
  private movedAt = 0;

  /** Whether email addresses have waited for minutes while none of them ended. */
  isStalled({ queue_size, emails }: JobStats, now: Date): boolean {
    if (queue_size === 0 || emails.processed !== this.processed) this.movedAt = now.getTime();
    this.processed = emails.processed;
    return now.getTime() - this.movedAt >= STALLED_AFTER_MS;
  }
}
