import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InMemorySpanExporter, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import fc from 'fast-check';
import { isTracing, traced, traceparent, useTracer } from '../../common/tracing/tracing.js';
import { OtelTracer } from './otel-tracer.js';

describe('OtelTracer', () => {
  const options = { service: 'test', version: '1', ratio: 1 };
  let exporter: InMemorySpanExporter;
  let tracer: OtelTracer;
  let stop: () => void;

  beforeEach(() => {
    exporter = new InMemorySpanExporter();
    tracer = new OtelTracer({ ...options, exporter });
    stop = useTracer(tracer);
  });
  afterEach(async () => {
    stop();
    await tracer.close();
  });

  async function finished() {
    await tracer.flush();
    return exporter.getFinishedSpans();
  }

  it('connects what happens inside, also when it is continued from a stored text', async () => {
    let stored: string | null = null;
    await traced('outer', {}, async () => {
      await traced('inner', { kind: 'client' }, async () => void (stored = traceparent()));
    });
    await traced('later', { parent: stored }, async () => undefined);
    const [inner, outer, later] = await finished();
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(later?.parentSpanContext?.spanId).toBe(inner?.spanContext().spanId);
    expect(new Set([inner, outer, later].map((span) => span?.spanContext().traceId)).size).toBe(1);
  });

  it('passes failures on, and keeps their type but not their message', async () => {
    const failing = traced('work', {}, () => Promise.reject(new TypeError('ann@example.com')));
    await expect(failing).rejects.toThrow('ann@example.com');
    const [span] = await finished();
    expect(span).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'TypeError' }, events: [] });
    expect(JSON.stringify([span?.attributes, span?.status])).not.toContain('ann');
  });

  it('records calls that happen all the time only as a part of something', async () => {
    await traced('poll', { onlyInside: true }, async () => undefined);
    await traced('work', {}, () => traced('query', { onlyInside: true }, async () => undefined));
    expect((await finished()).map(({ name }) => name)).toEqual(['query', 'work']);
  });

  it('begins a trace of its own for any parent that is not valid', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.anything(), fc.constant(`00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`)),
        async (parent) => {
          exporter.reset();
          await traced('work', { parent }, async () => undefined);
          const [span] = await finished();
          expect(span?.parentSpanContext).toBeUndefined();
        },
      ),
      { numRuns: 50 },
    );
  });

  it('harms nothing if spans cannot be exported, and does not delay the end', async () => {
    const broken: SpanExporter = {
      export: (_spans, done) => done({ code: 1, error: new Error('Away') }),
      shutdown: () => new Promise(() => undefined),
      forceFlush: () => Promise.reject(new Error('Away')),
    };
    const other = new OtelTracer({ ...options, exporter: broken });
    const end = useTracer(other);
    expect(await traced('work', {}, async () => 'done')).toBe('done');
    end();
    await other.close();
  });

  it('is off when it was stopped', async () => {
    stop();
    expect(isTracing()).toBe(false);
    expect(await traced('work', {}, async () => traceparent())).toBeNull();
  });
});
