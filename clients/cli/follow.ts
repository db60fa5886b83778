import { setTimeout as pause } from 'node:timers/promises';
import { UnreachableError } from './failure.ts';
import { note } from './output.ts';
import { progressView, type Progress } from './progress.ts';
import { whileInterruptible } from './interrupt.ts';

/** Between looks at something whose events cannot be streamed, in milliseconds. */
const POLL_MS = 1_000;
/** From the last item to the end of all, in milliseconds. */
const SETTLE_MS = 50;
/** How many times in a row the service may be unreachable while something is waited for: about five minutes. */
const MAX_ABSENCES = 300;

/** A job or a batch. */
export interface Followed<State> {
  /** Such as `Job 6f1c2a52`. */
  name: string;
  read: () => Promise<State>;
  progressOf: (state: State) => Progress;
  hasEnded: (state: State) => boolean;
  /** Progress as it happens, until the final event, the end of the connection, or the last attempt to connect. */
  stream: () => AsyncIterable<Progress>;
  /** What the user can do who waits no longer. */
  onInterrupt: string;
}

/** Shows progress until the end: from the event stream, and by asking where there is none. @returns the final state */
export async function follow<State>(followed: Followed<State>): Promise<State> {
  const view = progressView(followed.name);
  return whileInterruptible({ before: () => view.end(), notice: followed.onInterrupt }, async () => {
    try {
      for (;;) {
        const state = await patiently(followed.read);
        view.show(followed.progressOf(state));
        if (followed.hasEnded(state)) return state;
        let seen = followed.progressOf(state);
        for await (const progress of followed.stream()) {
          // A stream begins with events that are older than the state.
          if (progress.done < seen.done) continue;
          seen = progress;
          view.show(progress);
        }
        await pause(seen.done < seen.total ? POLL_MS : SETTLE_MS);
      }
    } finally {
      view.end();
    }
  });
}

/** Work goes on, or continues after a restart, while the service cannot be reached. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let absences = 0; ; absences += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof UnreachableError) || absences >= MAX_ABSENCES) throw error;
      if (absences === 0) note('The connection to the service is lost, trying again');
      await pause(POLL_MS);
    }
  }
}
