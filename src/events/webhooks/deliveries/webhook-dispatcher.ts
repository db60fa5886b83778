import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Queue } from '../../../infrastructure/queue/queue.js';
import { RelayLoop } from '../../relay/relay-loop.js';
import { DeliveriesStore } from './deliveries.store.js';
import { WebhookCourier } from './webhook-courier.js';

export const WEBHOOKS = 'webhooks';
const PACE = { busyMs: 500, idleMs: () => 1_000 };
const ENDPOINTS_AT_ONCE = 8;
const SENT_IN_A_ROUND = 100;

interface DueMessage {
  webhook_id: string;
}

/**
 * Adds a message to the queue for each endpoint with an event that is due. Only the database knows what is due, so a lost message is sent
 * again. While a message of an endpoint is waiting or active, the queue takes no second one, so one process at a time sends to it.
 */
@Injectable()
export class WebhookDispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new RelayLoop(() => this.dispatch(), PACE);

  constructor(
    private readonly queue: Queue,
    private readonly deliveries: DeliveriesStore,
    private readonly courier: WebhookCourier,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ROLE === 'api') return;
    await this.queue.work<DueMessage>(WEBHOOKS, ({ webhook_id }, signal) => this.courier.deliver(webhook_id, signal), {
      concurrency: ENDPOINTS_AT_ONCE,
      pollingSeconds: 10,
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async dispatch(): Promise<boolean> {
    const ids = await this.deliveries.due(SENT_IN_A_ROUND);
    for (const webhook_id of ids)
      await this.queue.send(WEBHOOKS, { webhook_id }, { singletonKey: webhook_id, retryLimit: 0 });
    return ids.length > 0;
  }
}
