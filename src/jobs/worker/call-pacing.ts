import { firstValueFrom, merge, timer, type Observable } from 'rxjs';
import { whenAborted } from '../../common/lifecycle/abortable.js';

interface CallPacingOptions {
  /** In milliseconds. */
  now?: () => number;
  /** Emits after the given number of milliseconds. */
  wait?: (ms: number) => Observable<unknown>;
}

/** Spaces out calls with the same token over all jobs of this process: each starts a pause after the previous one. */
export class CallPacing {
  /** Earliest start of the next call with each token. */
  private readonly next = new Map<string, number>();
  private readonly now: () => number;
  private readonly wait: (ms: number) => Observable<unknown>;

  constructor({ now = Date.now, wait = timer }: CallPacingOptions = {}) {
    this.now = now;
    this.wait = wait;
  }

  /** Resolves when the call may start, first come, first served. Rejects with the signal's reason. */
  async turn(token: string, pauseMs: number, signal: AbortSignal): Promise<void> {
    const wait = this.reserve(token, pauseMs) - this.now();
    if (wait > 0) await firstValueFrom(merge(whenAborted(signal), this.wait(wait)));
  }

  /** Counts a call that starts without waiting, such as a retry; returns when it could have started. */
  reserve(token: string, pauseMs: number): number {
    const at = Math.max(this.now(), this.next.get(token) ?? 0);
    if (pauseMs > 0) this.next.set(token, at + pauseMs);
    return at;
  }
}
