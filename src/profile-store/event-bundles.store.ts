/** Events of the profile store that have no ID yet, in order. */
export interface EventBundle {
  /** A UUID. */
  id: string;
  events: BundledEvents[];
}

/** One event, or several of a type that share a list. */
export interface BundledEvents {
  size: number;
  type: string;
  subject: string | null;
  /** ISO 8601. */
  at: string;
  data: unknown;
}

/** Events of a bundle, at most, and bundles that are taken, as in `take_event_bundles`. */
export const BUNDLED_AT_ONCE = 500;
export const TAKEN_AT_ONCE = 10;

/**
 * Events of the profile store that are not in the log yet: profiles and batches that changed. Each change is in one bundle, and a bundle
 * is taken again until it is forgotten. Every method throws StoreUnavailableError if the store is unavailable.
 */
export abstract class EventBundles {
  /** The oldest bundles, oldest first, after what is not in a bundle yet was added to another one. */
  abstract take(): Promise<EventBundle[]>;
  abstract forget(ids: readonly string[]): Promise<void>;
}
