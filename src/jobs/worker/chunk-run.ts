import pLimit from 'p-limit';
import { bufferTime, filter, from, ignoreElements, lastValueFrom, mergeMap } from 'rxjs';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { Waiting, type EmailFetcher } from './email-fetcher.js';
import type { FetchSlot } from './fetch-limits.js';
import type { ItemOutcome, Job, JobItem } from '../job.js';
import type { OutcomeRecorder } from './outcome-recorder.js';
import type { Turn } from './job-tokens.js';

/** Outcomes are stored in groups of this size, the limit of one DynamoDB batch write, or after this many milliseconds. */
const RECORDED_TOGETHER = 25;
const RECORDED_AFTER_MS = 250;
const WRITES_AT_ONCE = 2;

/** Processes one chunk, from unfinished items to stored outcomes. */
export class ChunkRun {
  /** Why the run stopped early; null unless a token or the source was unavailable. */
  blockedBy: Waiting | null = null;
  private isStopped = false;
  private readonly defects: unknown[] = [];
  private readonly storeFailures: unknown[] = [];
  /** Only one item at a time waits for its turn with a token, because a token taken for it is unused when the run stops. */
  private readonly turns = pLimit(1);

  constructor(
    private readonly job: Job,
    private readonly fetcher: EmailFetcher,
    private readonly recorder: OutcomeRecorder,
    private readonly inSlot: FetchSlot,
    private readonly signal: AbortSignal,
    /** Processes items one at a time and stores each outcome before the next, so that a crash costs only one item. */
    private readonly isOneByOne = false,
  ) {}

  /**
   * Resolves when everything that was fetched is stored; rejects if a store is unavailable, or on an internal error.
   * @param onAllStarted called when the last item has started, or waits only for a slot
   */
  async process(items: readonly JobItem[], onAllStarted: () => void): Promise<void> {
    const concurrency = this.isOneByOne ? 1 : this.job.config.concurrency;
    const together = this.isOneByOne ? 1 : RECORDED_TOGETHER;
    const recorded = from(items).pipe(
      mergeMap((item, index) => {
        if (index === items.length - 1) onAllStarted();
        return this.outcomeOf(item);
      }, concurrency),
      filter((outcome) => outcome !== null),
      bufferTime(RECORDED_AFTER_MS, undefined, together),
      filter((outcomes) => outcomes.length > 0),
      mergeMap((outcomes) => this.record(outcomes), WRITES_AT_ONCE),
      ignoreElements(),
    );
    await lastValueFrom(recorded, { defaultValue: undefined });
    if (this.storeFailures.length > 0) throw this.storeFailures[0];
    if (this.defects.length > 0) throw this.defects[0];
  }

  /** Null for an item that is left for later because its outcome is unknown. */
  private async outcomeOf(item: JobItem): Promise<ItemOutcome | null> {
    try {
      const turn = this.job.config.delay_seconds > 0 ? await this.turns(() => this.turn()) : null;
      const outcome =
        turn instanceof Waiting
          ? turn
          : await this.inSlot(async () => (this.isOver ? null : this.fetcher.fetch(item, this.job, this.signal, turn)));
      if (!(outcome instanceof Waiting)) return outcome;
      this.stopEarly(outcome);
      return null;
    } catch (error) {
      // Outcomes collected so far are still stored; the remaining items are left to the next worker.
      if (this.signal.aborted) return null;
      if (error instanceof StoreUnavailableError) this.stopEarly(new Waiting('tokens', null));
      else this.defects.push(error);
      this.isStopped = true;
      return null;
    }
  }

  private async turn(): Promise<Turn | Waiting | null> {
    return this.isOver ? null : this.fetcher.turn(this.job, this.signal);
  }

  private get isOver(): boolean {
    return this.isStopped || this.signal.aborted;
  }

  private stopEarly(why: Waiting): void {
    this.blockedBy = why;
    this.isStopped = true;
  }

  private async record(outcomes: readonly ItemOutcome[]): Promise<void> {
    try {
      const job = await this.recorder.record(this.job, outcomes);
      if (job?.status !== 'processing') this.isStopped = true;
    } catch (error) {
      // Calls in flight are paid for, so they are finished, and stored by a run that can.
      this.storeFailures.push(error);
      this.isStopped = true;
    }
  }
}
