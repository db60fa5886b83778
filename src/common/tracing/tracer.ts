export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** Who begins it: a request to this service, a message of a queue, or a call to another one. Default: a part of the work. */
  kind?: 'server' | 'consumer' | 'client' | 'internal';
  attributes?: SpanAttributes;
  /** A `traceparent` to continue; by default the span that is open here. Anything that is not valid is ignored. */
  parent?: unknown;
  /** Records nothing where no span is open: for calls that also happen all the time by themselves. */
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

/** Records what takes how long, and because of what. */
export abstract class Tracer {
  /** Settles like the work; a rejection fails the span. */
  abstract span<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T>;
  abstract traceparent(): string | null;
}
