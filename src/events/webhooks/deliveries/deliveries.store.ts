import type { PageRequest, PageRows } from '../../../common/pagination/page.js';
import type { LoggedEvent } from '../../event.js';
import type { SigningEndpoint } from '../endpoints/webhook-endpoint.js';
import type { Delivery, DeliveryAttempt } from './delivery.js';

/** What an attempt means for its endpoint. */
export type Outcome =
  /** Delivered or given up: the endpoint continues with the next event. */
  | { status: 'delivered' | 'failed' }
  /** The same event is sent again after this many seconds. */
  | { status: 'retrying'; afterSeconds: number }
  /** The endpoint is disabled and receives no more events. */
  | { status: 'failed'; disabledBecause: string };

/** An endpoint with an event that is due. */
export interface DueEndpoint {
  id: string;
  /** The host of its URL, with the port if it has one. */
  host: string;
}

/** Deliveries, and the positions of endpoints. Every method throws StoreUnavailableError if the database is unavailable. */
export abstract class DeliveriesStore {
  /**
   * Endpoints with an event that is due, those that waited longest first; some of each host at most.
   * @param except hosts whose endpoints are left out
   */
  abstract due(limit: number, except: readonly string[]): Promise<DueEndpoint[]>;
  /** The endpoint if it has an event that is due. */
  abstract dueEndpoint(id: string): Promise<SigningEndpoint | null>;
  /**
   * Records an attempt to deliver the next event. The endpoint is not changed if it is already past the event, or if the attempt has
   * failed and the endpoint was changed since the attempt began. The endpoint of a job or batch is removed with the last event that it
   * waits for, and has no list of deliveries.
   */
  abstract record(
    endpoint: SigningEndpoint,
    event: LoggedEvent,
    attempt: DeliveryAttempt,
    outcome: Outcome,
  ): Promise<void>;
  /** Records a test or a replay, which does not change the position of the endpoint; null if the ID is unknown. */
  abstract recordExtra(webhook_id: string, event: LoggedEvent, attempt: DeliveryAttempt): Promise<Delivery | null>;
  abstract find(webhook_id: string, id: string): Promise<Delivery | null>;
  /** Newest first. */
  abstract list(webhook_id: string, page: PageRequest): Promise<PageRows<Delivery>>;
  /** Deletes at most a few thousand, and returns how many. */
  abstract removeBefore(time: Date): Promise<number>;
}
