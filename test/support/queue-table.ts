import type { SendOptions } from '../../src/infrastructure/queue/queue.js';

/** One job as a queue keeps it. */
export interface QueuedJob {
  queue: string;
  payload: object;
  priority: number;
  singletonKey: string | null;
  retryLimit: number;
  retryDelayMs: number;
  state: 'waiting' | 'active' | 'ended';
  /** In milliseconds of the table's clock: it is not taken before. */
  startAfter: number;
  /** Failures that count. */
  failures: number;
  /** Grows with every taking, so that the late end of an earlier one is known. */
  taking: number;
}

/** The jobs that the queues of several processes share, in memory instead of a database. */
export class QueueTable {
  /** Nobody can reach it. */
  isAway = false;
  /** Cron expressions by queue. */
  readonly schedules = new Map<string, string>();
  private readonly jobs: QueuedJob[] = [];
  private readonly listeners = new Set<() => void>();
  private elapsed = 0;

  get now(): number {
    return Date.now() + this.elapsed;
  }

  /** Lets time pass for the jobs that wait for their time. */
  elapse(milliseconds: number): void {
    this.elapsed += milliseconds;
    this.notify();
  }

  /** The payloads that have not ended, those first that are taken first. */
  waiting(queue: string): QueuedJob[] {
    const jobs = this.jobs.filter((job) => job.queue === queue && job.state !== 'ended');
    return jobs.toSorted((one, other) => other.priority - one.priority);
  }

  insert(queue: string, payload: object, options: SendOptions): boolean {
    const { priority = 0, singletonKey = null, retryLimit = 5, retryDelaySeconds = 2 } = options;
    if (singletonKey !== null && this.waiting(queue).some((job) => job.singletonKey === singletonKey)) return false;
    this.jobs.push({
      queue,
      // What is taken out is not what was put in.
      payload: JSON.parse(JSON.stringify(payload)) as object,
      priority,
      singletonKey,
      retryLimit,
      retryDelayMs: retryDelaySeconds * 1_000,
      state: 'waiting',
      startAfter: this.now,
      failures: 0,
      taking: 0,
    });
    this.notify();
    return true;
  }

  /** The schedule of the queue is due. */
  tick(queue: string): void {
    if (this.schedules.has(queue)) this.insert(queue, {}, { singletonKey: queue, retryLimit: 0 });
  }

  take(queue: string): QueuedJob | null {
    const job = this.waiting(queue).find(({ state, startAfter }) => state === 'waiting' && startAfter <= this.now);
    if (!job) return null;
    job.state = 'active';
    job.taking += 1;
    return job;
  }

  end(job: QueuedJob, taking: number): void {
    if (job.taking === taking && job.state === 'active') job.state = 'ended';
  }

  /** At no cost of an attempt. The delay is in milliseconds. */
  putBack(job: QueuedJob, taking: number, delay = 0): void {
    if (job.taking !== taking || job.state !== 'active') return;
    Object.assign(job, { state: 'waiting', startAfter: this.now + delay });
    this.notify();
  }

  fail(job: QueuedJob, taking: number): void {
    if (job.taking !== taking || job.state !== 'active') return;
    job.failures += 1;
    if (job.failures > job.retryLimit) job.state = 'ended';
    else this.putBack(job, taking, job.retryDelayMs * 2 ** (job.failures - 1));
  }

  clear(): void {
    this.jobs.length = 0;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}
