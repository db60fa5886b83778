import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { WaitingFor } from '../job.js';

/** Maximum number of waiting jobs that this process remembers. */
const REMEMBERED = 10_000;

/** Logs that a job has to wait, and that it continues: once each, although a job that waits is tried every few seconds. */
export class HeldJobs {
  private readonly logger = new Logger('Jobs');
  private readonly held = new LRUCache<string, WaitingFor>({ max: REMEMBERED });

  /** What the job is known to wait for. Call it before a chunk is processed. */
  reasonOf(job_id: string): WaitingFor | null {
    return this.held.get(job_id) ?? null;
  }

  /** @param before what the job waited for when the chunk began @param now what stopped the chunk; null if nothing did */
  update(job_id: string, before: WaitingFor | null, now: WaitingFor | null): void {
    const known = this.reasonOf(job_id);
    if (now !== null && now !== known) {
      this.held.set(job_id, now);
      this.logger.warn({ kind: 'job', job_id, waiting_for: now }, 'Job is waiting');
    }
    // A chunk that began before the job had to wait says nothing about that.
    if (now === null && known !== null && known === before) {
      this.held.delete(job_id);
      this.logger.log({ kind: 'job', job_id, waited_for: known }, 'Job continued');
    }
  }
}
