import type { PageRequest, PageRows } from '../../../common/pagination/page.js';
import type { EndpointChanges, SigningEndpoint, StoredSecret, WebhookEndpoint } from './webhook-endpoint.js';

export type NewEndpoint = Pick<SigningEndpoint, 'id' | 'url' | 'events' | 'description' | 'secrets' | 'created_by'>;

/** The endpoints of the API. Every method throws StoreUnavailableError if the database is unavailable; an unknown ID is null or false. */
export abstract class WebhookEndpointsStore {
  /** The new endpoint gets the events that are logged from now on. Null if the limit is reached. */
  abstract create(endpoint: NewEndpoint, limit: number): Promise<WebhookEndpoint | null>;
  abstract find(id: string): Promise<SigningEndpoint | null>;
  /** Newest first. */
  abstract list(page: PageRequest): Promise<PageRows<WebhookEndpoint>>;
  abstract change(id: string, changes: EndpointChanges): Promise<WebhookEndpoint | null>;
  /** With all its deliveries. */
  abstract remove(id: string): Promise<boolean>;
  /** Replaces the secrets with the result of the function; concurrent calls run one after the other. */
  abstract rotate(id: string, next: (secrets: readonly StoredSecret[]) => StoredSecret[]): Promise<boolean>;
}
