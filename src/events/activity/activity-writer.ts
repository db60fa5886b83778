import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Tally } from '../../common/tally/tally.js';
import { RelayLoop } from '../relay/relay-loop.js';
import { ActivityStore } from './activity.store.js';

const PACE = { busyMs: 1_000, idleMs: () => 1_000 };

/**
 * Stores what the process has counted, about once a second: one statement for everything that was done meanwhile. A process that is
 * killed loses the counts of the last second.
 */
@Injectable()
export class ActivityWriter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new RelayLoop(() => this.store(), PACE);

  constructor(
    private readonly tally: Tally,
    private readonly activity: ActivityStore,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.store().catch(() => undefined);
  }

  private async store(): Promise<boolean> {
    const counts = this.tally.take();
    if (counts.length === 0) return false;
    try {
      await this.activity.add(counts);
    } catch (error) {
      for (const { metric, label, count, at } of counts) this.tally.add(metric, label, count, at);
      throw error;
    }
    return true;
  }
}
