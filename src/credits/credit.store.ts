/** The account of calls that are not made for a job: they have no limit. */
export const NO_JOB = '00000000-0000-0000-0000-000000000000';

export interface SpentCredits {
  source: string;
  /** Name of the API key for which they were spent; null if it is not known. */
  key_name: string | null;
  credits: number;
}

/** What one process changes on the account of a job, all of it or nothing. */
export interface CreditMove {
  /** Or NO_JOB. */
  job_id: string;
  /** The process, a UUID. */
  holder: string;
  /** Each move has a higher number than those before. A move that was made already changes nothing and has the same answer. */
  move: number;
  /** Reserved credits that are not reserved any longer, whether they were spent or not. */
  released: number;
  /** At most one entry for each source and key. */
  spent: readonly SpentCredits[];
  /** Reservations that are asked for, each in credits. */
  wanted: readonly number[];
}

export interface CreditAnswer {
  /** For each of the wanted reservations, in order. */
  granted: boolean[];
  /** Null if the job has no limit now. */
  limit: number | null;
}

/** Credits of a job. `spent + reserved` is at most the limit, unless that was lowered or a source billed more than its price. */
export interface CreditState {
  limit: number | null;
  /** For calls that have ended. */
  spent: number;
  /** For calls under way, and for calls of processes that died before they knew the answer. */
  reserved: number;
}

/** What was spent in an hour or a day, at one source. */
export interface SpentOverTime {
  /** The beginning of the hour or day, in UTC. */
  start: Date;
  source: string;
  credits: number;
}

/** Limits of jobs, and what was spent. Every method throws StoreUnavailableError if the database is unavailable. */
export abstract class CreditStore {
  /** Sets the limit of a job that has none yet, and leaves that of any other alone. */
  abstract open(job_id: string, limit: number): Promise<void>;
  abstract setLimit(job_id: string, limit: number | null): Promise<void>;
  abstract move(move: CreditMove): Promise<CreditAnswer>;
  /** In order; that of an unknown job is empty. */
  abstract states(job_ids: readonly string[]): Promise<CreditState[]>;
  /** Everything that was ever spent, by source and key. */
  abstract totals(): Promise<SpentCredits[]>;
  /** What was spent by hour or day, from one time until before another, which are beginnings of hours. */
  abstract history(period: 'hour' | 'day', from: Date, until: Date): Promise<SpentOverTime[]>;
  /** Forgets processes that hold nothing and have not moved anything since then; returns how many. */
  abstract forgetHolders(time: Date): Promise<number>;
}
