import type { EventType } from '../../event.js';

/** `retrying`: tried again at a time that the endpoint knows; `failed`: given up. */
export const deliveryStatuses = ['delivered', 'retrying', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export interface DeliveryAttempt {
  /** In ISO 8601. */
  at: string;
  /** HTTP status of the answer; null without one. */
  status: number | null;
  /** Null for success. */
  problem: string | null;
  duration_ms: number;
}

/** An event on its way to an endpoint. */
export interface Delivery {
  /** A UUID. */
  id: string;
  event_id: number;
  event_type: EventType;
  status: DeliveryStatus;
  /** Oldest first; the latest 20. */
  attempts: DeliveryAttempt[];
  created_at: Date;
  updated_at: Date;
}
