import type { OnApplicationShutdown } from '@nestjs/common';
import { packageVersion } from '../../common/openapi/api-document.js';
import { useTracer } from '../../common/tracing/tracing.js';
import type { Config } from '../../config/config.js';

/** How long one request to the collector may take, in milliseconds. */
const EXPORT_MS = 5_000;

/** Traces of this process, from its start to its end, if OTEL_EXPORTER_OTLP_ENDPOINT is set. */
export class TraceExport implements OnApplicationShutdown {
  private constructor(private readonly end: () => Promise<void>) {}

  static async open(config: Config): Promise<TraceExport> {
    const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = config;
    if (endpoint === undefined) return new TraceExport(async () => undefined);
    // Loading these takes half a second, so it is done only if traces are exported.
    const [{ OTLPTraceExporter }, { OtelTracer }, { ReportingExporter }] = await Promise.all([
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('./otel-tracer.js'),
      import('./reporting-exporter.js'),
    ]);
    const exporter = new OTLPTraceExporter({
      url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
      headers: headersOf(config.OTEL_EXPORTER_OTLP_HEADERS),
      timeoutMillis: EXPORT_MS,
    });
    const tracer = new OtelTracer({
      service: config.OTEL_SERVICE_NAME,
      version: packageVersion(),
      ratio: config.OTEL_TRACES_SAMPLER_ARG,
      exporter: new ReportingExporter(exporter),
    });
    const stop = useTracer(tracer);
    return new TraceExport(async () => {
      stop();
      await tracer.close();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}

/** `name=value,name=value`, percent-encoded as in the W3C baggage. */
function headersOf(given: readonly string[]): Record<string, string> {
  const pairs = given.map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), decoded(value.join('=').trim())] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
