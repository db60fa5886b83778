import type { PageRequest, PageRows } from '../../../common/pagination/page.js';
import type { LoggedEvent } from '../../event.js';
import type { SigningEndpoint } from '../endpoints/webhook-endpoint.js';
import type { Delivery, DeliveryAttempt } from './delivery.js';

/** What an attempt means for its endpoint. */
export type Outcome =
  /** Delivered or given up: the endpoint goes on with the next event. */
  | { status: 'delivered' | 'failed' }
  /** The same event again, after so many seconds. */
  | { status: 'retrying'; afterSeconds: number }
  /** The endpoint is sent nothing any more. */
  | { status: 'failed'; disabledBecause: string };

/** Deliveries, and the positions of endpoints. Every method throws StoreUnavailableError if the database is unavailable. */
export abstract class DeliveriesStore {
  /** IDs of endpoints that can be sent something now, those that waited longest first. */
  abstract due(limit: number): Promise<string[]>;
  /** The endpoint if it can be sent something now. */
  abstract dueEndpoint(id: string): Promise<SigningEndpoint | null>;
  /**
   * Records an attempt in order; nothing of the endpoint changes if it is beyond the event by now, or if the attempt has failed and the
   * endpoint was changed since it began. The endpoint of a job or batch is removed with the last event that it waits for, and has no list
   * of deliveries.
   */
  abstract record(
    endpoint: SigningEndpoint,
    event: LoggedEvent,
    attempt: DeliveryAttempt,
    outcome: Outcome,
  ): Promise<void>;
  /** Records an attempt that was asked for, which does not change where the endpoint is; null if there is no such endpoint. */
  abstract recordExtra(webhook_id: string, event: LoggedEvent, attempt: DeliveryAttempt): Promise<Delivery | null>;
  abstract find(webhook_id: string, id: string): Promise<Delivery | null>;
  /** Newest first. */
  abstract list(webhook_id: string, page: PageRequest): Promise<PageRows<Delivery>>;
  /** Returns how many were deleted, at most a few thousand. */
  abstract removeBefore(time: Date): Promise<number>;
}
