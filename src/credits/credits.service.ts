import { randomUUID } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { once } from '../common/lifecycle/once.js';
import { withTimeout } from '../common/lifecycle/with-timeout.js';
import { CreditAccess, type CreditReservation } from '../sources/credit-access.js';
import { CreditBook } from './credit-book.js';
import { CreditStore, NO_JOB } from './credit.store.js';

/** How long the shutdown waits for what was spent to be stored, in milliseconds. */
const SHUTDOWN_MS = 3_000;

/** How long the book of a job that is not worked on is kept, in milliseconds: jobs that wait come back every few seconds. */
const KEPT_MS = 600_000;

/** What the credits of a job depend on. */
export interface Spender {
  job_id: string;
  /** Name of the API key. */
  created_by: string | null;
  config: { max_credits: number | null };
}

interface Account {
  book: CreditBook;
  /** Stores the limit unless one is stored already. */
  open: (limit: number) => Promise<void>;
  users: number;
  /** When it was used last, in milliseconds since 1970. */
  used: number;
}

/** The credits of the calls of this process: those of jobs, which may have a limit, and those of requests, which have none. */
@Injectable()
export class CreditsService implements BeforeApplicationShutdown {
  private readonly accounts = new Map<string, Account>();

  constructor(private readonly store: CreditStore) {}

  /** For requests that are not made by a job. */
  ofKey(key_name: string | null): CreditAccess {
    return new BookAccess(this.accountOf(NO_JOB).book, key_name);
  }

  /** Call it between `enter` and `leave`. */
  ofJob({ job_id, created_by }: Spender): CreditAccess {
    return new BookAccess(this.accountOf(job_id).book, created_by);
  }

  /** Call it before working on a job; stores the limit of the job. @throws StoreUnavailableError */
  async enter({ job_id, config: { max_credits: limit } }: Spender): Promise<void> {
    const account = this.accountOf(job_id);
    account.users += 1;
    if (limit === null) return;
    try {
      await account.open(limit);
      account.book.isLimited = true;
    } catch (error) {
      account.users -= 1;
      throw error;
    }
  }

  /** Resolves when all that the job has spent in this process is stored. @throws StoreUnavailableError */
  async flush(job_id: string): Promise<void> {
    await this.accounts.get(job_id)?.book.flush();
  }

  /**
   * Call it once for each `enter`. Credits billed for calls that are still in progress are stored later.
   * @throws StoreUnavailableError
   */
  async leave({ job_id }: Spender): Promise<void> {
    const account = this.accountOf(job_id);
    account.users -= 1;
    this.closeUnused();
    await account.book.flush();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const flushing = Promise.allSettled([...this.accounts.values()].map(({ book }) => book.flush()));
    await withTimeout(SHUTDOWN_MS, () => flushing).catch(() => undefined);
  }

  private accountOf(job_id: string): Account {
    const account = this.accounts.get(job_id) ?? this.newAccount(job_id);
    account.used = Date.now();
    this.accounts.set(job_id, account);
    return account;
  }

  private closeUnused(): void {
    const before = Date.now() - KEPT_MS;
    for (const [job_id, { users, used, book }] of this.accounts) {
      if (users === 0 && used < before && book.isIdle) this.accounts.delete(job_id);
    }
  }

  private newAccount(job_id: string): Account {
    let limit = 0;
    const open = once(() => this.store.open(job_id, limit));
    return {
      book: new CreditBook(this.store, job_id, randomUUID(), false),
      open: (given) => ((limit = given), open()),
      users: 0,
      used: 0,
    };
  }
}

class BookAccess extends CreditAccess {
  constructor(
    private readonly book: CreditBook,
    private readonly key_name: string | null,
  ) {
    super();
  }

  override reserve(
    source: string,
    credits: number,
    signal: AbortSignal,
    mayWait: boolean,
  ): Promise<CreditReservation | null> {
    return this.book.reserve({ source, key_name: this.key_name }, { credits, signal, mayWait });
  }
}
