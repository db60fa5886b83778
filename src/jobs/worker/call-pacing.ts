import { firstValueFrom, merge, timer, type Observable } from 'rxjs';
import { whenAborted } from '../../common/lifecycle/abortable.js';

interface CallPacingOptions {
  /** In milliseconds. */
  now?: () => number;
  /** Emits after so many milliseconds. */
  wait?: (ms: number) => Observable<unknown>;
}

/** Keeps calls with one token apart, over all jobs of this process: each begins a pause after the one before. */
export class CallPacing {
  /** When the next call with a token may begin. */
  private readonly next = new Map<string, number>();
  private readonly now: () => number;
  private readonly wait: (ms: number) => Observable<unknown>;

  constructor({ now = Date.now, wait = timer }: CallPacingOptions = {}) {
    this.now = now;
    this.wait = wait;
  }

  /** Ends when a call may begin; whoever comes first is first. Rejects with the signal's reason. */
  async turn(token: string, pauseMs: number, signal: AbortSignal): Promise<void> {
    const wait = this.reserve(token, pauseMs) - this.now();
    if (wait > 0) await firstValueFrom(merge(whenAborted(signal), this.wait(wait)));
  }

  /** Counts a call that has its own reason to begin now, such as another attempt; answers when it could have begun. */
  reserve(token: string, pauseMs: number): number {
    const at = Math.max(this.now(), this.next.get(token) ?? 0);
    if (pauseMs > 0) this.next.set(token, at + pauseMs);
    return at;
  }
}
