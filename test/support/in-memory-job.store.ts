import type { Queue } from '../../src/infrastructure/queue/queue.js';
import { jobPriorities, queuePriorities, waitingFor } from '../../src/jobs/job.js';
import type { ItemOutcome, ItemToStore, Job, JobItem, ResultByEmail } from '../../src/jobs/job.js';
import { allLookupsOf, keysOf } from '../../src/jobs/item-lookups.js';
import { isActive, jobStatuses } from '../../src/jobs/job-state.js';
import { JOB_CHUNKS, JobStore, type Creation, type ItemSave, type JobStats } from '../../src/jobs/job.store.js';
import type {
  Finished,
  JobIdempotency,
  JobUpload,
  NewJob,
  RecentOutcomes,
  ResultsPage,
  StoredItem,
} from '../../src/jobs/job.store.js';
import { decodeCursor, encodeCursor } from '../../src/common/pagination/cursor.js';
import { InMemoryJob, isError, isResult, keyOf, newestFirst } from './in-memory-job.js';
import { isAbout } from './fake-suppressions.js';
import { InMemoryJobUpload } from './in-memory-job-upload.js';
import { InMemorySqlDatabase } from './in-memory-sql-database.js';

type Call =
  | 'create'
  | 'begin'
  | 'unfinished'
  | 'finish'
  | 'complete'
  | 'waiting'
  | 'cancel'
  | 'retryFailed'
  | 'markSaved'
  | 'markStored';

interface Range {
  from: number;
  to: number;
}

/** Jobs in memory, one call after another as in a database with one connection. Fulfills the contract of JobStore. */
export class InMemoryJobStore extends JobStore {
  /** Wraps every call that changes something, so that a test can delay it, or fail it before or after its work. */
  around: <T>(call: Call, work: () => Promise<T>) => Promise<T> = (_, work) => work();
  /** Slugs, numbers and addresses of suppressed people. */
  readonly suppressed = new Set<string>();
  private readonly jobs = new Map<string, InMemoryJob>();
  private readonly keys = new Map<string, JobIdempotency>();
  private readonly uploads = new Set<InMemoryJobUpload>();
  private readonly database = new InMemorySqlDatabase();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly queue: Queue) {
    super();
  }

  override create(job: NewJob, chunkSize: number): Promise<Creation> {
    return this.inTurn<Creation>('create', async () => {
      const { job_id, priority, items, idempotency } = job;
      const earlier = idempotency && this.keys.get(keyOf(idempotency));
      if (earlier) return { created: false, request_hash: earlier.request_hash, response: earlier.response };
      await this.send({ job_id, priority }, rangesOf(items.length, chunkSize), () => {
        this.jobs.set(job_id, new InMemoryJob(job));
        if (idempotency) this.keys.set(keyOf(idempotency), idempotency);
      });
      return { created: true };
    });
  }

  override async openUpload(job_id: string): Promise<JobUpload> {
    const upload = new InMemoryJobUpload((job, chunkSize) => this.create({ ...job, job_id }, chunkSize));
    this.uploads.add(upload);
    return upload;
  }

  override async find(job_id: string): Promise<Job | null> {
    return this.jobs.get(job_id)?.read() ?? null;
  }

  override async listActive(): Promise<Job[]> {
    return this.newestFirst().filter(({ status }) => status === 'processing');
  }

  override async listPending(): Promise<Job[]> {
    const pending = this.newestFirst().filter(({ status }) => status === 'pending');
    return pending
      .toReversed()
      .toSorted((one, other) => queuePriorities[other.priority] - queuePriorities[one.priority]);
  }

  override async listRecent(limit: number): Promise<Job[]> {
    return this.newestFirst().slice(0, limit);
  }

  override begin(job_id: string): Promise<Job | null> {
    return this.inTurn('begin', async () => {
      const job = this.jobs.get(job_id);
      if (!job?.isOpen) return null;
      job.begin();
      return job.read();
    });
  }

  override unfinished(job_id: string, from: number, to: number): Promise<JobItem[]> {
    return this.inTurn('unfinished', async () => this.jobs.get(job_id)?.unfinished(from, to) ?? []);
  }

  override finish(job_id: string, outcomes: readonly ItemOutcome[]): Promise<Finished> {
    return this.inTurn('finish', async () => {
      const job = this.jobs.get(job_id);
      const refused = outcomes.filter(
        (outcome) => outcome.success && isAbout(this.suppressed, keysOf(allLookupsOf(outcome), outcome.identity)),
      );
      job?.finish(outcomes.filter((outcome) => !refused.includes(outcome)));
      const suppressed = job ? refused.map(({ email_number }) => email_number) : [];
      return { status: job?.read().status ?? null, suppressed };
    });
  }

  override complete(job_id: string): Promise<Job | null> {
    return this.inTurn('complete', async () => {
      const job = this.jobs.get(job_id);
      job?.complete();
      return job?.read() ?? null;
    });
  }

  override waiting(job_id: string, reason: Job['waiting_for']): Promise<void> {
    return this.inTurn('waiting', async () => this.jobs.get(job_id)?.wait(reason));
  }

  override async setMaxCredits(job_id: string, max_credits: number | null): Promise<void> {
    this.jobs.get(job_id)?.setMaxCredits(max_credits);
  }

  override cancel(job_id: string): Promise<'cancelled' | 'not_cancellable' | 'not_found'> {
    return this.inTurn('cancel', async () => {
      const job = this.jobs.get(job_id);
      if (!job) return 'not_found';
      job.complete();
      if (!job.isOpen) return 'not_cancellable';
      job.cancel();
      return 'cancelled';
    });
  }

  override retryFailed(job_id: string, chunkSize: number): Promise<number> {
    return this.inTurn('retryFailed', async () => {
      const job = this.jobs.get(job_id);
      if (!job) return 0;
      job.complete();
      const before = job.read();
      const ranges = job.retryable(chunkSize);
      if (ranges.length > 0) await this.send(before, ranges, () => job.retry());
      return before.failed_emails - job.read().failed_emails;
    });
  }

  override async results(job_id: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<ResultsPage> {
    const [after = 0] = cursor === undefined ? [] : decodeCursor(cursor, 1);
    const left = (this.jobs.get(job_id)?.outcomes ?? []).filter(({ email_number }) => email_number > after);
    const outcomes = left.slice(0, limit);
    const last = outcomes.at(-1);
    return { outcomes, next_cursor: left.length > limit && last ? encodeCursor([last.email_number]) : null };
  }

  override async recent(job_ids: readonly string[], count: number): Promise<RecentOutcomes[]> {
    return job_ids.map((job_id) => {
      const newest = (this.jobs.get(job_id)?.outcomes ?? []).toSorted(newestFirst);
      return { results: newest.filter(isResult).slice(0, count), errors: newest.filter(isError).slice(0, count) };
    });
  }

  override async unsaved(
    job_id: string,
    { after_number, limit, force }: { after_number: number; limit: number; force: boolean },
  ): Promise<ResultByEmail[]> {
    return (this.jobs.get(job_id)?.outcomes ?? [])
      .filter(isResult)
      .filter((result): result is ResultByEmail => result.email !== null)
      .filter(({ email_number, saved_to_linkedin_profiles: saved }) => email_number > after_number && (force || !saved))
      .slice(0, limit);
  }

  override markSaved(job_id: string, saves: readonly ItemSave[]): Promise<void> {
    return this.inTurn('markSaved', async () => this.jobs.get(job_id)?.markSaved(saves));
  }

  override async toStore(limit: number): Promise<ItemToStore[]> {
    return [...this.jobs.values()].flatMap((job) => job.toStore).slice(0, limit);
  }

  override refuseToStore(job_id: string, numbers: readonly number[]): Promise<void> {
    return this.inTurn('markStored', async () => this.jobs.get(job_id)?.refuseToStore(numbers));
  }

  override markStored(job_id: string, items: readonly StoredItem[]): Promise<void> {
    return this.inTurn('markStored', async () => this.jobs.get(job_id)?.markStored(items));
  }

  override async stats(): Promise<JobStats> {
    const jobs = this.newestFirst();
    const sum = (figure: (job: Job) => number) => jobs.reduce((total, job) => total + figure(job), 0);
    const count = <Name extends string>(names: readonly Name[], nameOf: (job: Job) => Name | null) =>
      Object.fromEntries(names.map((name) => [name, jobs.filter((job) => nameOf(job) === name).length])) as Record<
        Name,
        number
      >;
    return {
      queue_size: sum((job) => (job.completed_at === null ? job.total_emails - job.processed_emails : 0)),
      total_jobs: jobs.length,
      status_breakdown: count(jobStatuses, ({ status }) => status),
      priority_breakdown: count(jobPriorities, ({ priority }) => priority),
      waiting_breakdown: count(waitingFor, (job) => (isActive(job.status) ? job.waiting_for : null)),
      emails: {
        total: sum(({ total_emails }) => total_emails),
        processed: sum(({ processed_emails }) => processed_emails),
        failed: sum(({ failed_emails }) => failed_emails),
        saved: sum(({ saved_profiles }) => saved_profiles),
      },
    };
  }

  override async removeFinishedBefore(date: Date): Promise<number> {
    const old = this.newestFirst().filter(({ completed_at }) => completed_at !== null && completed_at < date);
    for (const { job_id } of old) {
      const key = this.jobs.get(job_id)?.idempotencyKey;
      if (key) this.keys.delete(key);
      this.jobs.delete(job_id);
    }
    return old.length;
  }

  override async removeUnlisted(): Promise<number> {
    let removed = 0;
    for (const upload of this.uploads) if (upload.isOver) removed += upload.remove();
    return removed;
  }

  /** As if nothing had been added for a long time. */
  expireUploads(): void {
    for (const upload of this.uploads) upload.isOver = true;
  }

  get storedItems(): number {
    const totals = this.newestFirst().map(({ total_emails }) => total_emails);
    return [...totals, ...[...this.uploads].map(({ size }) => size)].reduce((sum, size) => sum + size, 0);
  }

  /** Reads outcomes without `around`. */
  outcomesOf(job_id: string): ItemOutcome[] {
    return this.jobs.get(job_id)?.outcomes ?? [];
  }

  clear(): void {
    this.jobs.clear();
    this.keys.clear();
    this.uploads.clear();
  }

  private newestFirst(): Job[] {
    return [...this.jobs.values()].toReversed().map((job) => job.read());
  }

  /** Sends the messages and makes the change that belongs to them: all of it or nothing. */
  private async send({ job_id, priority }: Pick<Job, 'job_id' | 'priority'>, ranges: Range[], apply: () => void) {
    await this.queue.prepare(JOB_CHUNKS);
    await this.database.transaction(async (transaction) => {
      const chunks = ranges.map(({ from, to }) => ({ job_id, from, to }));
      await this.queue.sendAll(JOB_CHUNKS, chunks, {
        priority: queuePriorities[priority],
        retryLimit: 1_000_000,
        transaction,
      });
      apply();
    });
  }

  private inTurn<T>(call: Call, work: () => Promise<T>): Promise<T> {
    return this.around(call, () => {
      const done = this.turn.then(work);
      this.turn = done.catch(() => undefined);
      return done;
    });
  }
}

function rangesOf(total: number, size: number): Range[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, index) => ({
    from: index * size + 1,
    to: Math.min((index + 1) * size, total),
  }));
}
