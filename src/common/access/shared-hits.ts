/** The state of a counter after hits were added. */
export interface CountedHits {
  /** Hits of all processes in the current minute, including those just added. */
  total: number;
  /** Until the minute is over, in milliseconds. */
  leftMs: number;
}

/** Counts hits per key and minute for all processes. */
export abstract class SharedHits {
  /** @throws StoreUnavailableError if the counters cannot be reached */
  abstract add(key: string, hits: number): Promise<CountedHits>;
}
