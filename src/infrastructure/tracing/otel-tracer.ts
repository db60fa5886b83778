import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_INSTANCE_ID, ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { withTimeout } from '../../common/lifecycle/with-timeout.js';
import { NO_SPAN, Tracer, type OpenSpan, type SpanAttributes, type SpanOptions } from '../../common/tracing/tracer.js';
import { contextOf, traceparentOf } from './trace-context.js';

const KINDS = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;

/** How long the last spans may take to be exported at shutdown, in milliseconds. */
const FLUSH_MS = 2_000;

interface OtelOptions {
  service: string;
  version: string;
  /** Share of traces that begin here and are recorded, 0 to 1. */
  ratio: number;
  exporter: SpanExporter;
}

/** Exports spans in batches, in the background. When the queue is full or the exporter fails, spans are lost and nothing else. */
export class OtelTracer extends Tracer {
  private readonly open = new AsyncLocalStorage<Span>();
  private readonly provider: NodeTracerProvider;

  constructor({ service, version, ratio, exporter }: OtelOptions) {
    super();
    this.provider = new NodeTracerProvider({
      resource: resourceFromAttributes({
        [ATTR_SERVICE_NAME]: service,
        [ATTR_SERVICE_VERSION]: version,
        [ATTR_SERVICE_INSTANCE_ID]: randomUUID(),
      }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
  }

  override async span<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T> {
    const { kind = 'internal', attributes = {}, onlyInside = false } = options;
    const context = this.contextFor(options);
    const settings = { kind: KINDS[kind], attributes: { ...attributes } };
    if (onlyInside && context === ROOT_CONTEXT) return work(NO_SPAN);
    const span = this.provider.getTracer('linkedin-profile-service').startSpan(name, settings, context);
    const open = new NamedSpan(span);
    try {
      return await this.open.run(span, () => work(open));
    } catch (error) {
      open.fail(error instanceof Error ? error.name : 'unknown');
      throw error;
    } finally {
      span.end();
    }
  }

  override traceparent(): string | null {
    const span = this.open.getStore();
    return span === undefined ? null : traceparentOf(span.spanContext());
  }

  /** Exports the spans that have ended so far. */
  flush(): Promise<void> {
    return this.provider.forceFlush();
  }

  /** Exports the remaining spans. Never rejects. */
  async close(): Promise<void> {
    await withTimeout(FLUSH_MS, () => this.flush()).catch(() => undefined);
    // Waits for the exporter as well, however long that takes.
    void this.provider.shutdown().catch(() => undefined);
  }

  private contextFor({ parent }: SpanOptions): Context {
    const span = this.open.getStore();
    return contextOf(parent) ?? (span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span));
  }
}

class NamedSpan implements OpenSpan {
  constructor(private readonly span: Span) {}

  rename(name: string): void {
    this.span.updateName(name);
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes({ ...attributes });
  }

  fail(type: string): void {
    this.span.setAttribute('error.type', type);
    this.span.setStatus({ code: SpanStatusCode.ERROR });
  }
}
