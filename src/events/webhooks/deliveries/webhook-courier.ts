import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { LoggedEvent } from '../../event.js';
import { EventLog } from '../../log/event-log.js';
import type { SigningEndpoint } from '../endpoints/webhook-endpoint.js';
import { DeliveriesStore, type Outcome } from './deliveries.store.js';
import type { DeliveryAttempt } from './delivery.js';
import { attemptsMade } from './delivery-metrics.js';
import { WebhookAttempts } from './webhook-attempts.js';

/** Events sent to one endpoint before the next endpoint is served. */
const SENT_AT_ONCE = 20;
/** HTTP 410: the receiver is gone for good. */
const GONE = 410;

/** Delivers the events of an endpoint in the order of their IDs: the next one when the one before is delivered or given up. */
@Injectable()
export class WebhookCourier {
  private readonly logger = new Logger('Webhooks');
  private readonly retrySeconds: readonly number[];

  constructor(
    private readonly deliveries: DeliveriesStore,
    private readonly log: EventLog,
    private readonly attempts: WebhookAttempts,
    config: Config,
  ) {
    this.retrySeconds = config.WEBHOOK_RETRY_SECONDS;
  }

  /**
   * Sends until no event is due, an attempt has failed, or the maximum number of events has been sent. Rejects with the signal's
   * reason.
   */
  async deliver(webhook_id: string, signal: AbortSignal): Promise<void> {
    for (let sent = 0; sent < SENT_AT_ONCE; sent += 1) {
      signal.throwIfAborted();
      const endpoint = await this.deliveries.dueEndpoint(webhook_id);
      const event = endpoint && (await this.nextOf(endpoint));
      if (!endpoint || !event) return;
      const attempt = await this.attempts.make(endpoint, event, signal);
      const outcome = this.outcomeOf(attempt, endpoint);
      await this.deliveries.record(endpoint, event, attempt, outcome);
      attemptsMade.inc({ outcome: outcome.status });
      if (outcome.status === 'failed')
        this.logger.warn({ webhook_id, event_id: event.id, problem: attempt.problem }, 'A webhook was not delivered');
    }
  }

  private async nextOf({ events: types, last_event_id: after, subject }: SigningEndpoint): Promise<LoggedEvent | null> {
    const upTo = await this.log.head();
    const [event] = await this.log.read({ ...(subject !== null && { subject }), types, after, upTo, limit: 1 });
    return event ?? null;
  }

  private outcomeOf({ status, problem }: DeliveryAttempt, { failures }: SigningEndpoint): Outcome {
    if (problem === null) return { status: 'delivered' };
    if (status === GONE) return { status: 'failed', disabledBecause: problem };
    const afterSeconds = this.retrySeconds[failures];
    return afterSeconds === undefined ? { status: 'failed' } : { status: 'retrying', afterSeconds };
  }
}
