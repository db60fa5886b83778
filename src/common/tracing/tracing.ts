import { NO_SPAN, type OpenSpan, type SpanOptions, type Tracer } from './tracer.js';

/** Tracing is off until `useTracer` is called, and costs nothing then. */
let tracer: Tracer | null = null;

/** Records spans of this process from now on. @returns a function that stops it, unless another tracer has replaced this one */
export function useTracer(given: Tracer): () => void {
  tracer = given;
  return () => {
    if (tracer === given) tracer = null;
  };
}

export function isTracing(): boolean {
  return tracer !== null;
}

/**
 * Does the work in a span that ends with it; what is traced inside becomes part of the same trace. Names and attributes must not contain
 * personal data: no URLs, no addresses, no slugs, no messages of errors.
 */
export function traced<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T> {
  return tracer === null ? work(NO_SPAN) : tracer.span(name, options, work);
}

/** The span that is open here, as the W3C header `traceparent`; null without one. */
export function traceparent(): string | null {
  return tracer?.traceparent() ?? null;
}
