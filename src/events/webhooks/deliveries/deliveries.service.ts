import { Injectable } from '@nestjs/common';
import { Shutdown } from '../../../common/lifecycle/shutdown.js';
import { pageBody } from '../../../common/pagination/page-body.js';
import type { PageQuery } from '../../../common/pagination/page-query.dto.js';
import type { PageBody } from '../../../common/pagination/pagination.dto.js';
import type { LoggedEvent } from '../../event.js';
import { EventLog } from '../../log/event-log.js';
import type { SigningEndpoint } from '../endpoints/webhook-endpoint.js';
import { WebhookEndpointsStore } from '../endpoints/webhook-endpoints.store.js';
import type { DeliveryDto } from '../dto/webhook.dto.js';
import { replayErrors, webhookErrors } from '../webhooks.errors.js';
import { DeliveriesStore } from './deliveries.store.js';
import { TestEvents } from './test-events.js';
import { WebhookAttempts } from './webhook-attempts.js';

/** The deliveries of an endpoint, its test events, and replays on request. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly endpoints: WebhookEndpointsStore,
    private readonly deliveries: DeliveriesStore,
    private readonly attempts: WebhookAttempts,
    private readonly tests: TestEvents,
    private readonly log: EventLog,
    private readonly shutdown: Shutdown,
  ) {}

  async list(webhook_id: string, page: PageQuery): Promise<PageBody<DeliveryDto>> {
    await this.endpointOf(webhook_id);
    const rows = await this.deliveries.list(webhook_id, page);
    return pageBody({ ...rows, total: null }, page.limit, (delivery) => delivery);
  }

  async test(webhook_id: string): Promise<DeliveryDto> {
    const endpoint = await this.endpointOf(webhook_id);
    return this.send(endpoint, await this.tests.add(endpoint.id));
  }

  async replay(webhook_id: string, delivery_id: string): Promise<DeliveryDto> {
    const endpoint = await this.endpointOf(webhook_id);
    const delivery = await this.deliveries.find(webhook_id, delivery_id);
    if (delivery === null) throw replayErrors.DELIVERY_NOT_FOUND({ delivery_id });
    const { event_id } = delivery;
    const [event] = await this.log.read({ after: event_id - 1, upTo: event_id, limit: 1 });
    if (event === undefined) throw replayErrors.EVENT_EXPIRED({ event_id });
    return this.send(endpoint, event);
  }

  private async send(endpoint: SigningEndpoint, event: LoggedEvent): Promise<DeliveryDto> {
    const attempt = await this.attempts.make(endpoint, event, this.shutdown.signal);
    const delivery = await this.deliveries.recordExtra(endpoint.id, event, attempt);
    if (delivery === null) throw webhookErrors.WEBHOOK_NOT_FOUND({ webhook_id: endpoint.id });
    return delivery;
  }

  private async endpointOf(webhook_id: string): Promise<SigningEndpoint> {
    const endpoint = await this.endpoints.find(webhook_id);
    if (endpoint === null) throw webhookErrors.WEBHOOK_NOT_FOUND({ webhook_id });
    return endpoint;
  }
}
