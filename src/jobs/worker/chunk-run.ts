import pLimit from 'p-limit';
import { bufferTime, filter, from, ignoreElements, lastValueFrom, mergeMap } from 'rxjs';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import type { KnownLookups } from '../../pipeline/known-lookups.js';
import type { AnswerSlot, FetchSlot } from '../../pipeline/linkedin-data.pipeline.js';
import { isHeldBack, LookupError } from '../../sources/sourced-person.js';
import type { Job, JobItem } from '../job.js';
import type { ItemPreparer } from './item-preparer.js';
import type { Turn } from './job-tokens.js';
import type { OutcomeRecorder } from './outcome-recorder.js';
import type { PreparedItem } from './prepared-item.js';
import { Waiting } from './waiting.js';

/** Outcomes are stored in groups of this size, the limit of one DynamoDB batch write, or after this many milliseconds. */
const RECORDED_TOGETHER = 25;
const RECORDED_AFTER_MS = 250;
const WRITES_AT_ONCE = 2;

/** Thrown in the slot of an item whose run has stopped. */
class RunStopped extends Error {}

/** Processes one chunk, from unfinished items to stored outcomes. At most one chunk of answers waits to be stored. */
export class ChunkRun {
  /** Why the run stopped early; null unless a token, a source or a store was unavailable. */
  blockedBy: Waiting | null = null;
  private isStopped = false;
  private readonly defects: unknown[] = [];
  private readonly storeFailures: unknown[] = [];
  /** Only one item at a time waits for its turn with a token, because a token taken for it is unused when the run stops. */
  private readonly turns = pLimit(1);

  constructor(
    private readonly job: Job,
    private readonly preparer: ItemPreparer,
    private readonly recorder: OutcomeRecorder,
    private readonly inSlot: FetchSlot,
    private readonly signal: AbortSignal,
    /** Processes items one at a time and stores each outcome before the next, so that a crash costs only one item. */
    private readonly isOneByOne = false,
  ) {}

  /**
   * Resolves when everything that was fetched is stored; rejects if a store is unavailable, or on an internal error.
   * @param onAllStarted called when every item has its slot, or needed none
   */
  async process(items: readonly JobItem[], onAllStarted: () => void): Promise<void> {
    const together = this.isOneByOne ? 1 : RECORDED_TOGETHER;
    const known = await this.preparer.recall(items, this.job);
    const waiting = new Set(items);
    const onStarted = (item: JobItem) => {
      waiting.delete(item);
      if (waiting.size === 0) onAllStarted();
    };
    const recorded = from(items).pipe(
      // Slots limit the fetches; what follows a fetch overlaps with the next ones.
      mergeMap((item) => this.prepared(item, known, () => onStarted(item)), this.isOneByOne ? 1 : items.length),
      filter((prepared) => prepared !== null),
      bufferTime(RECORDED_AFTER_MS, undefined, together),
      filter((group) => group.length > 0),
      mergeMap((group) => this.record(group, known), WRITES_AT_ONCE),
      ignoreElements(),
    );
    await lastValueFrom(recorded, { defaultValue: undefined });
    // Items that are left for later have been looked up too.
    await this.preparer.remember(known);
    if (this.storeFailures.length > 0) throw this.storeFailures[0];
    if (this.defects.length > 0) throw this.defects[0];
  }

  /** Null for an item that is left for later because its outcome is unknown. */
  private async prepared(item: JobItem, known: KnownLookups, onStarted: () => void): Promise<PreparedItem | null> {
    try {
      const settled = this.isOver ? null : await this.preparer.settled(item, this.job, known);
      if (settled) {
        onStarted();
        return settled;
      }
      const turn = this.job.config.delay_seconds > 0 ? await this.turns(() => this.turn(item, known)) : null;
      const call = { inSlot: this.slot(onStarted), signal: this.signal, known };
      const prepared = turn instanceof Waiting ? turn : await this.preparer.prepare(item, this.job, { ...call, turn });
      if (!(prepared instanceof Waiting)) return prepared;
      this.stopEarly(prepared);
      return null;
    } catch (error) {
      // Outcomes collected so far are still stored; the remaining items are left to the next worker.
      if (this.signal.aborted || error instanceof RunStopped) return null;
      if (error instanceof StoreUnavailableError) this.stopEarly(new Waiting('store', null));
      else this.defects.push(error);
      this.isStopped = true;
      return null;
    }
  }

  private slot(onStarted: () => void): AnswerSlot {
    return (fetch) =>
      this.inSlot(() => {
        if (this.isOver) throw new RunStopped();
        onStarted();
        return this.watched(fetch);
      });
  }

  /** Stops the run before the slot is free again, so that no other call is made in vain. */
  private async watched(fetch: Parameters<AnswerSlot>[0]): ReturnType<AnswerSlot> {
    try {
      const answer = await fetch();
      if (isHeldBack(answer)) this.isStopped = true;
      return answer;
    } catch (error) {
      if (!(error instanceof LookupError)) this.isStopped = true;
      throw error;
    }
  }

  private async turn(item: JobItem, known: KnownLookups): Promise<Turn | Waiting | null> {
    return this.isOver ? null : this.preparer.turn(item, this.job, known, this.signal);
  }

  private get isOver(): boolean {
    return this.isStopped || this.signal.aborted;
  }

  private stopEarly(why: Waiting): void {
    this.blockedBy = why;
    this.isStopped = true;
  }

  private async record(group: readonly PreparedItem[], known: KnownLookups): Promise<void> {
    try {
      const [status] = await Promise.all([this.recorder.record(this.job, group), this.preparer.remember(known)]);
      if (status !== 'processing') this.isStopped = true;
    } catch (error) {
      // Calls in flight are paid for, so they still finish, and their outcomes are stored if that is possible again by then.
      this.storeFailures.push(error);
      this.isStopped = true;
    }
  }
}
