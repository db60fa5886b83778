import type { EventType, LoggedEvent } from '../event.js';

/** After one of these, a job or batch is over, unless its failed items are retried. */
const FINAL: readonly EventType[] = ['job.completed', 'job.failed', 'job.cancelled', 'batch.completed'];

/** The types with the final events, which must be read even if they are not wanted: they show where the stream ends. */
export const withFinal = (types: readonly EventType[]): EventType[] => [...new Set([...types, ...FINAL])];

/** The parts of EventFollower that are used here. */
interface Events {
  next(): Promise<readonly LoggedEvent[]>;
  nextInLog(): Promise<readonly LoggedEvent[]>;
  changed(signal: AbortSignal): Promise<void>;
}

interface Subject {
  /** What `isOver` returned before the stream began. */
  wasOver: boolean;
  isOver(): Promise<boolean>;
  /** Logs everything that happened to it before the call. */
  catchUp(): Promise<void>;
}

/** Events of a job or batch as they happen. Ends after its final event; at once if that is before the position. */
export async function* untilOver(
  events: Events,
  subject: Subject,
  signal: AbortSignal,
): AsyncGenerator<readonly LoggedEvent[]> {
  for (let mayBeOver = subject.wasOver; ;) {
    for (let some = await events.next(); some.length > 0; some = await events.next()) {
      yield some;
      mayBeOver ||= some.some(({ type }) => FINAL.includes(type));
    }
    if (mayBeOver && (await subject.isOver())) {
      await subject.catchUp();
      for (let some = await events.nextInLog(); some.length > 0; some = await events.nextInLog()) yield some;
      return;
    }
    mayBeOver = false;
    await events.changed(signal);
  }
}

/** All events as they happen, without an end. */
export async function* forever(events: Events, signal: AbortSignal): AsyncGenerator<readonly LoggedEvent[]> {
  for (;;) {
    for (let some = await events.next(); some.length > 0; some = await events.next()) yield some;
    await events.changed(signal);
  }
}
