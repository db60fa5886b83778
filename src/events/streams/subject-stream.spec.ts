import { describe, expect, it } from '@jest/globals';
import type { EventType, LoggedEvent } from '../event.js';
import { untilOver } from './subject-stream.js';

const event = (id: number, type: EventType): LoggedEvent => ({
  id,
  type,
  subject: 'job',
  timestamp: new Date(0),
  data: {},
});

/** A job whose events are logged when the stream waits for them, or when it catches up. */
class FakeJob {
  readonly logged: LoggedEvent[] = [];
  position = 0;
  isOver = async () => this.over;
  get wasOver() {
    return this.over;
  }
  over = false;
  /** What happens while the stream waits, one after another. */
  readonly coming: (() => void)[] = [];
  /** What was not logged yet when the stream asked whether the job is over. */
  readonly late: LoggedEvent[] = [];

  next = async () => {
    const some = this.logged.slice(this.position);
    this.position = this.logged.length;
    return some;
  };
  nextInLog = this.next;
  catchUp = async () => void this.logged.push(...this.late.splice(0));
  changed = async () => {
    const happens = this.coming.shift();
    if (happens === undefined) throw new Error('The stream waits for ever');
    happens();
  };

  async stream(): Promise<number[]> {
    const ids: number[] = [];
    for await (const some of untilOver(this, this, new AbortController().signal)) ids.push(...some.map(({ id }) => id));
    return ids;
  }
}

describe('the events of a job', () => {
  it('end after the final one', async () => {
    const job = new FakeJob();
    job.logged.push(event(1, 'job.created'));
    job.coming.push(
      () => void job.logged.push(event(2, 'job.progress')),
      () => {
        job.over = true;
        job.logged.push(event(3, 'job.completed'));
      },
    );
    expect(await job.stream()).toEqual([1, 2, 3]);
  });

  it('end at once if the job has ended, also if the final event was not logged yet', async () => {
    const job = new FakeJob();
    job.over = true;
    job.logged.push(event(1, 'job.created'));
    job.late.push(event(2, 'job.completed'));
    expect(await job.stream()).toEqual([1, 2]);
  });

  it('end at once after the last event of a job that has ended, and of one that the log knows nothing of', async () => {
    const job = new FakeJob();
    job.over = true;
    expect(await job.stream()).toEqual([]);
  });

  it('go on where failed items are retried', async () => {
    const job = new FakeJob();
    job.logged.push(event(1, 'job.failed'), event(2, 'job.progress'));
    job.coming.push(() => {
      job.over = true;
      job.logged.push(event(3, 'job.completed'));
    });
    expect(await job.stream()).toEqual([1, 2, 3]);
  });
});
