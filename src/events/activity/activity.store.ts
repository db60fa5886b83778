import type { Counted } from '../../common/tally/tally.js';

export const activityPeriods = ['hour', 'day'] as const;
export type ActivityPeriod = (typeof activityPeriods)[number];

export interface ActivityRange {
  period: ActivityPeriod;
  /** The beginning of the first hour or day, in UTC. */
  from: Date;
  /** The end of the last one. */
  until: Date;
}

/** What happened in an hour or day. */
export interface Activity {
  start: Date;
  metric: string;
  /** By label. */
  counts: Readonly<Record<string, number>>;
}

/** What happened, counted by hour and day. Every method throws StoreUnavailableError if the database is unavailable. */
export abstract class ActivityStore {
  /** Adds to what is stored, in the hours and days of these times. Events are counted when they are logged. */
  abstract add(counts: readonly Counted[]): Promise<void>;
  /** Hours or days and metrics without any count are absent. */
  abstract read(range: ActivityRange): Promise<Activity[]>;
}
