import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import { OutageReporter } from '../outage/outage-reporter.js';

type Export = Parameters<SpanExporter['export']>;

/** Says in the log that traces cannot be exported, and when they can again: once each. */
export class ReportingExporter implements SpanExporter {
  private readonly outage = new OutageReporter({ context: 'Tracing', restored: 'Traces are exported again' });

  constructor(private readonly exporter: SpanExporter) {}

  export(spans: ReadableSpan[], done: Export[1]): void {
    this.exporter.export(spans, (result) => {
      const { code }: { code: number } = result;
      // The reason may contain the address, and the address a credential.
      if (code === SUCCESS) this.outage.markAvailable();
      else this.outage.markUnavailable(NOT_EXPORTED);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }
}

/** `ExportResultCode.SUCCESS` of a package that comes with the SDK. */
const SUCCESS = 0;
const NOT_EXPORTED = 'Traces cannot be exported and are dropped: check OTEL_EXPORTER_OTLP_ENDPOINT';
