import type { ListItem } from '../../src/jobs/job.js';
import { JobUpload, UploadExpiredError, type Creation, type NewJob } from '../../src/jobs/job.store.js';

type Create = (job: Omit<NewJob, 'job_id'>, chunkSize: number) => Promise<Creation>;

export class InMemoryJobUpload extends JobUpload {
  /** Whether what was added is to be removed. */
  isOver = false;
  private items: ListItem[] = [];

  constructor(private readonly create: Create) {
    super();
  }

  get size(): number {
    return this.items.length;
  }

  override async add(items: readonly ListItem[]): Promise<void> {
    if (this.isOver) throw new UploadExpiredError();
    this.items.push(...items);
  }

  override async commit(job: Omit<NewJob, 'items' | 'job_id'>, chunkSize: number): Promise<Creation> {
    if (this.isOver) throw new UploadExpiredError();
    const creation = await this.create({ ...job, items: this.items }, chunkSize);
    this.isOver = true;
    if (creation.created) this.remove();
    return creation;
  }

  override async discard(): Promise<void> {
    this.isOver = true;
    this.remove();
  }

  /** Returns the number of items. */
  remove(): number {
    return this.items.splice(0).length;
  }
}
