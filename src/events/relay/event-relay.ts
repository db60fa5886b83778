import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import {
  BUNDLED_AT_ONCE,
  EventBundles,
  TAKEN_AT_ONCE,
  type EventBundle,
} from '../../profile-store/event-bundles.store.js';
import { EventTail } from '../log/event-tail.js';
import type { SubjectKind } from '../subjects/event-subjects.js';
import { LogWriter, type Moved, type OutboxLag } from './log-writer.js';
import { RelayLoop } from './relay-loop.js';

/** The outbox in the database of the queue is read often, because that is one short statement. */
const OUTBOX_PACE = { busyMs: 500, idleMs: () => 1_000 };
/** Less often, because the profile store may be reached over the internet. */
const BUNDLES_BUSY_MS = 1_000;
const BUNDLES_FOLLOWED_MS = 1_000;
const BUNDLES_IDLE_MS = 5_000;

/**
 * Moves events to the log, from the outbox of the queue's database and from that of the profile store. Every process does it, one
 * at a time; while one of the stores is unavailable, the events of the other are moved.
 */
@Injectable()
export class EventRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly outbox = new RelayLoop(() => this.moveOutbox(), OUTBOX_PACE);
  private readonly bundles = new RelayLoop(async () => (await this.moveBundles()) !== 'nothing', {
    busyMs: BUNDLES_BUSY_MS,
    idleMs: () => (this.tail.isFollowed ? BUNDLES_FOLLOWED_MS : BUNDLES_IDLE_MS),
  });

  constructor(
    private readonly writer: LogWriter,
    private readonly profileStore: EventBundles,
    private readonly tail: EventTail,
  ) {}

  onApplicationBootstrap(): void {
    this.outbox.start();
    this.bundles.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.outbox.stop(), this.bundles.stop()]);
  }

  /** To be called when a reader begins to follow the log. */
  wake(): void {
    this.bundles.wake();
  }

  /** How far the log is behind the outbox of the queue's database. @throws StoreUnavailableError */
  lag(): Promise<OutboxLag> {
    return this.writer.lag();
  }

  /** Moves everything that happened to jobs or batches before the call, and does not wait for what happens since. */
  async catchUp(kind: SubjectKind): Promise<void> {
    if (kind === 'job') await this.writer.moveAll();
    else while ((await this.moveBundles()) === 'more');
  }

  private async moveOutbox(): Promise<boolean> {
    const moved = await this.writer.moveIfDue();
    if (moved === 'more') await this.writer.moveAll();
    if (moved !== 'nothing') this.tail.wake();
    return moved !== 'nothing';
  }

  private async moveBundles(): Promise<Moved> {
    const bundles = await this.profileStore.take();
    for (const bundle of bundles) await this.writer.add(bundle);
    await this.profileStore.forget(bundles.map(({ id }) => id));
    if (bundles.length === 0) return 'nothing';
    this.tail.wake();
    return isAll(bundles) ? 'some' : 'more';
  }
}

/** Whether these bundles hold everything that had happened when they were taken. */
function isAll(bundles: readonly EventBundle[]): boolean {
  const inLast = bundles.at(-1)?.events.reduce((sum, { size }) => sum + size, 0) ?? 0;
  return bundles.length < TAKEN_AT_ONCE && inLast < BUNDLED_AT_ONCE;
}
