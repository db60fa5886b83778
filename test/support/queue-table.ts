import type { Backlog, SendOptions } from '../../src/infrastructure/queue/queue.js';

/** A job as a queue stores it. */
export interface QueuedJob {
  queue: string;
  payload: object;
  priority: number;
  singletonKey: string | null;
  group: string | null;
  retryLimit: number;
  retryDelayMs: number;
  state: 'waiting' | 'active' | 'ended';
  /** In milliseconds of the table's clock: it is not taken earlier. */
  startAfter: number;
  /** Failures that count as attempts. */
  failures: number;
  /** Increases with every delivery, so that a late result of an earlier one is recognized. */
  taking: number;
}

/** The jobs shared by the queues of several processes, in memory instead of a database. */
export class QueueTable {
  /** Whether the table is unreachable. */
  isAway = false;
  /** Cron expressions by queue. */
  readonly schedules = new Map<string, string>();
  private readonly jobs: QueuedJob[] = [];
  private readonly listeners = new Set<() => void>();
  private elapsed = 0;

  get now(): number {
    return Date.now() + this.elapsed;
  }

  /** Advances the clock for jobs that wait for their time. */
  elapse(milliseconds: number): void {
    this.elapsed += milliseconds;
    this.notify();
  }

  /** The payloads of unfinished jobs, in the order in which they will be taken. */
  waiting(queue: string): QueuedJob[] {
    const jobs = this.jobs.filter((job) => job.queue === queue && job.state !== 'ended');
    return jobs.toSorted((one, other) => other.priority - one.priority);
  }

  backlog(): Backlog[] {
    const ready = this.jobs.filter(({ state, startAfter }) => state === 'waiting' && startAfter <= this.now);
    return [...Map.groupBy(ready, ({ queue }) => queue)].map(([queue, jobs]) => ({
      queue,
      jobs: jobs.length,
      oldest_seconds: (this.now - Math.min(...jobs.map(({ startAfter }) => startAfter))) / 1_000,
    }));
  }

  insert(queue: string, payload: object, options: SendOptions): boolean {
    const { priority = 0, singletonKey = null, group = null, retryLimit = 5, retryDelaySeconds = 2 } = options;
    if (singletonKey !== null && this.waiting(queue).some((job) => job.singletonKey === singletonKey)) return false;
    this.jobs.push({
      queue,
      // Returns a copy, as a database would.
      payload: JSON.parse(JSON.stringify(payload)) as object,
      priority,
      singletonKey,
      group,
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

  /** Makes the schedule of the queue due. */
  tick(queue: string): void {
    if (this.schedules.has(queue)) this.insert(queue, {}, { singletonKey: queue, retryLimit: 0 });
  }

  take(queue: string, groupConcurrency = Infinity): QueuedJob | null {
    const jobs = this.waiting(queue);
    const isFull = (group: string | null) =>
      group !== null && jobs.filter((job) => job.group === group && job.state === 'active').length >= groupConcurrency;
    const job = jobs.find(
      ({ state, startAfter, group }) => state === 'waiting' && startAfter <= this.now && !isFull(group),
    );
    if (!job) return null;
    job.state = 'active';
    job.taking += 1;
    return job;
  }

  end(job: QueuedJob, taking: number): void {
    if (job.taking === taking && job.state === 'active') job.state = 'ended';
  }

  /** Without using up an attempt. The delay is in milliseconds. */
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

  wake(queue: string, payload: object, limit: number): number {
    const sleeping = this.waiting(queue)
      .filter(({ state, startAfter }) => state === 'waiting' && startAfter > this.now)
      .filter((job) => Object.entries(payload).every(([key, value]) => Reflect.get(job.payload, key) === value))
      .slice(0, limit);
    for (const job of sleeping) job.startAfter = this.now;
    this.notify();
    return sleeping.length;
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
