import { eventTypes, type EventType } from '../../event.js';

/** Types that an endpoint can subscribe to; tests are sent to one endpoint only, whatever it subscribes to. */
export const subscribableTypes = eventTypes.filter((type) => type !== 'webhook.test');

/** A URL that events are sent to. */
export interface WebhookEndpoint {
  /** A UUID. */
  id: string;
  url: string;
  events: EventType[];
  description: string | null;
  /** ID of the last event that was delivered, or given up after the last attempt. */
  last_event_id: number;
  /** Failed attempts to deliver the next event. */
  failures: number;
  /** When the next event is tried again; null if it has not failed. */
  next_attempt_at: Date | null;
  disabled_at: Date | null;
  disabled_reason: string | null;
  /** Name of the API key. */
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

/** One of the secrets that sign for an endpoint, as it is stored. */
export interface StoredSecret {
  /** Plain or encrypted, see `SecretBox`. */
  secret: string;
  /** When it stops signing, in ISO 8601; null for the current one. */
  until: string | null;
}

/** An endpoint with the secrets that sign for it. */
export interface SigningEndpoint extends WebhookEndpoint {
  /** Newest first; none for the endpoint of a job or batch, for which the secret of the service signs. */
  secrets: StoredSecret[];
  /** The UUID of the job or batch that it belongs to; null for an endpoint of the API. */
  subject: string | null;
}

export interface EndpointChanges {
  url?: string;
  events?: readonly EventType[];
  description?: string | null;
  /** Enabling also retries a failed event at once. */
  disabled?: boolean;
}
