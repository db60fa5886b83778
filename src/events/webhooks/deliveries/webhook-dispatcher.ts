import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Queue } from '../../../infrastructure/queue/queue.js';
import { RelayLoop } from '../../relay/relay-loop.js';
import { DeliveriesStore } from './deliveries.store.js';
import { WebhookCourier } from './webhook-courier.js';

export const WEBHOOKS = 'webhooks';
const PACE = { busyMs: 500, idleMs: () => 1_000 };
const ENDPOINTS_AT_ONCE = 12;
/** A host that does not answer must not take all of them. */
const OF_ONE_HOST = 4;
const SENT_IN_A_ROUND = 100;

interface DueMessage {
  webhook_id: string;
  /** Missing in messages of earlier releases. */
  host?: string;
}

/**
 * Adds a message to the queue for each endpoint with an event that is due. Only the database knows what is due, so a lost message is sent
 * again. While a message of an endpoint is waiting or active, the queue takes no second one, so one process at a time sends to it.
 */
@Injectable()
export class WebhookDispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new RelayLoop(() => this.dispatch(), PACE);
  /** How many endpoints of each host this process sends to now. */
  private readonly active = new Map<string, number>();

  constructor(
    private readonly queue: Queue,
    private readonly deliveries: DeliveriesStore,
    private readonly courier: WebhookCourier,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ROLE === 'api') return;
    await this.queue.work<DueMessage>(WEBHOOKS, (message, signal) => this.deliver(message, signal), {
      concurrency: ENDPOINTS_AT_ONCE,
      groupConcurrency: OF_ONE_HOST,
      pollingSeconds: 10,
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async dispatch(): Promise<boolean> {
    const busy = [...this.active].filter(([, active]) => active >= OF_ONE_HOST).map(([host]) => host);
    const due = await this.deliveries.due(SENT_IN_A_ROUND, busy);
    for (const { id, host } of due) {
      const message: DueMessage = { webhook_id: id, host };
      await this.queue.send(WEBHOOKS, message, { singletonKey: id, group: host, retryLimit: 0 });
    }
    return due.length > 0;
  }

  private async deliver({ webhook_id, host = webhook_id }: DueMessage, signal: AbortSignal): Promise<void> {
    const active = this.active.get(host) ?? 0;
    // Workers that look for messages at the same moment can exceed the limit. It stays due, so a later round sends it again.
    if (active >= OF_ONE_HOST) return;
    this.active.set(host, active + 1);
    try {
      await this.courier.deliver(webhook_id, signal);
    } finally {
      const left = (this.active.get(host) ?? 1) - 1;
      if (left > 0) this.active.set(host, left);
      else this.active.delete(host);
    }
  }
}
