import type { CreditReservation } from '../sources/credit-access.js';
import type { CreditMove, CreditStore, SpentCredits } from './credit.store.js';
import { PendingCredits, type CreditRequest, type WantedCredits } from './pending-credits.js';

/** Maximum time until settled credits are written, in milliseconds. */
const WRITTEN_AFTER_MS = 1_000;

/** A caller that waits until a move is stored. */
interface Waiter {
  move: number;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * The account of one job as this process uses it. One statement runs at a time: everything that is requested and settled in the
 * meantime goes into the next one. Without a limit, reservations do not wait, and only spent credits are written.
 */
export class CreditBook {
  private readonly pending = new PendingCredits();
  private waiters: Waiter[] = [];
  /** Number of the last move. */
  private move = 0;
  /** A move without an answer: it may have been made, so it is repeated before any other. */
  private unanswered: CreditMove | null = null;
  private isWriting = false;
  private timer: NodeJS.Timeout | null = null;
  private unsettled = 0;

  /**
   * @param holder a UUID that no other book has
   * @param isLimited whether the job has a limit, as far as is known; updated with every answer of the store
   */
  constructor(
    private readonly store: Pick<CreditStore, 'move'>,
    private readonly job_id: string,
    private readonly holder: string,
    public isLimited: boolean,
  ) {}

  /** Whether nothing is reserved in this process, and nothing is left to be written. */
  get isIdle(): boolean {
    return this.unsettled === 0 && this.isWritten;
  }

  /** See CreditAccess. @throws StoreUnavailableError */
  async reserve(
    { source, key_name }: Omit<SpentCredits, 'credits'>,
    wanted: WantedCredits,
  ): Promise<CreditReservation | null> {
    wanted.signal.throwIfAborted();
    const reserved = this.isLimited ? wanted.credits : 0;
    if (reserved === 0) this.unsettled += 1;
    else if (!(await this.isGranted(wanted))) return null;
    return { settle: (billed) => this.settle({ source, key_name, credits: billed }, reserved) };
  }

  /** Resolves when everything that was settled before is stored. @throws StoreUnavailableError */
  flush(): Promise<void> {
    if (this.isWritten) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.waiters.push({ move: this.pending.isEmpty ? this.move : this.move + 1, resolve, reject });
    void this.write();
    return promise;
  }

  private get isWritten(): boolean {
    return this.pending.isEmpty && this.unanswered === null;
  }

  private isGranted(wanted: WantedCredits): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.pending.request({ ...wanted, resolve, reject });
    void this.write();
    return promise;
  }

  private settle(billed: SpentCredits, reserved: number): void {
    this.unsettled -= 1;
    this.pending.settle(billed, reserved);
    if (this.pending.hasRequests) void this.write();
    else if (!this.pending.isEmpty) this.writeLater();
  }

  private writeLater(): void {
    this.timer ??= setTimeout(() => void this.write(), WRITTEN_AFTER_MS).unref();
  }

  /** Never rejects: a failure rejects the waiting callers, and what could not be written is written with the next move. */
  private async write(): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    // Calls that start at the same time share a move.
    await Promise.resolve();
    try {
      while (!this.isWritten) await this.writeOnce();
    } catch (error) {
      for (const { reject } of [...this.pending.takeRequests(), ...this.waiters.splice(0)]) reject(error);
    } finally {
      this.isWriting = false;
    }
  }

  private async writeOnce(): Promise<void> {
    const requests = this.unanswered === null ? this.pending.takeRequests() : [];
    this.unanswered ??= this.nextMove(requests);
    const { wanted } = this.unanswered;
    const { granted, limit } = await this.store.move(this.unanswered).catch((error: unknown) => {
      for (const { reject } of requests) reject(error);
      throw error;
    });
    this.unanswered = null;
    this.isLimited = limit !== null;
    // No caller waits any longer for credits that a repeated move has reserved.
    const answers = wanted.map((credits, index) => ({ credits, isGranted: granted[index] ?? false, index }));
    // Granted requests come first, because refused ones may wait for them to give credits back.
    for (const { credits, isGranted, index } of answers.toSorted((a, b) => Number(b.isGranted) - Number(a.isGranted)))
      this.answer(requests[index] ?? null, credits, isGranted);
    const isDone = ({ move }: Waiter) => move <= this.move;
    const done = this.waiters.filter(isDone);
    this.waiters = this.waiters.filter((waiter) => !isDone(waiter));
    for (const { resolve } of done) resolve();
  }

  private nextMove(requests: readonly CreditRequest[]): CreditMove {
    this.move += 1;
    const { job_id, holder, move } = this;
    return { job_id, holder, move, ...this.pending.takeSettled(), wanted: requests.map(({ credits }) => credits) };
  }

  private answer(request: CreditRequest | null, credits: number, isGranted: boolean): void {
    if (request === null || request.signal.aborted) {
      if (isGranted) this.pending.release(credits);
      request?.reject(request.signal.reason);
    } else if (isGranted) {
      this.unsettled += 1;
      request.resolve(true);
    } else if (request.mayWait && this.unsettled > 0) this.pending.defer(request);
    else request.resolve(false);
  }
}
