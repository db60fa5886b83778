export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** A request to this service, a message of a queue, a call to another service, or (the default) a step inside this one. */
  kind?: 'server' | 'consumer' | 'client' | 'internal';
  attributes?: SpanAttributes;
  /** A `traceparent` to continue; by default the span that is open here. Anything that is not valid is ignored. */
  parent?: unknown;
  /** Records nothing unless a span is open; for calls that the service also makes all the time in the background. */
  onlyInside?: boolean;
}

/** A span in progress. */
export interface OpenSpan {
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** @param type a code, not a message */
  fail(type: string): void;
}

export const NO_SPAN: OpenSpan = { rename: () => undefined, set: () => undefined, fail: () => undefined };

/** Records spans: what was done, how long it took, and what it was part of. */
export abstract class Tracer {
  /** Settles like the work; a rejection fails the span. */
  abstract span<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T>;
  abstract traceparent(): string | null;
}
