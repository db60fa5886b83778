import type { WaitingFor } from '../job.js';

/** No call can be made now, and nothing is known about the item yet. */
export class Waiting {
  constructor(
    readonly waitsFor: WaitingFor,
    /** When to try again; null if unknown. */
    readonly retryAt: Date | null,
  ) {}
}
