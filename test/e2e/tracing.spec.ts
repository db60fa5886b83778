import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const [SERVER, CLIENT, CONSUMER] = [2, 3, 5];

describe('tracing', () => {
  const receiver = new OtlpReceiver();
  let service: Service;
  let spans: ReceivedSpan[];

  /** Spans are exported at the end at the latest, so everything is sent before the first case. */
  beforeAll(async () => {
    service = await aService({
      OTEL_EXPORTER_OTLP_ENDPOINT: await receiver.listen(),
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=a%20secret',
    });
    const { body: job } = await service
      .post('/jobs/create-batch', { emails: ['ann@traced.example', 'notfound-bob@traced.example'] })
      .set('traceparent', `00-${TRACE}-${CALLER}-01`)
      .expect(200);
    await until(async () => ((await service.get(`/jobs/${job.job_id}`)).body.completed_at ? true : null));
    await service.post(BATCH, { profiles: [item('carl-traced')] }).expect(201);
    await service.bare.get('/health/live').expect(200);
    await service.close();
    spans = receiver.spans;
  });
  afterAll(() => receiver.close());

  const named = (name: string) => spans.filter((span) => span.name === name);
  const parentOf = ({ parentSpanId }: ReceivedSpan) => spans.find(({ spanId }) => spanId === parentSpanId);
  function ancestors(span: ReceivedSpan): string[] {
    const parent = parentOf(span);
    return parent ? [parent.name, ...ancestors(parent)] : [];
  }

  it('goes on with the trace of the client, from its request through the queue to the source and the stores', () => {
    const [request] = named('POST /jobs/create-batch');
    expect(request).toMatchObject({ traceId: TRACE, parentSpanId: CALLER, kind: SERVER });
    const [chunk] = named('process job-chunks');
    expect(chunk).toMatchObject({ traceId: TRACE, parentSpanId: request!.spanId, kind: CONSUMER });
    const calls = named('sandbox email');
    expect(calls).toHaveLength(2);
    for (const call of calls) expect(call).toMatchObject({ traceId: TRACE, kind: CLIENT });
    for (const call of calls) expect(ancestors(call)).toContain('process job-chunks');
    const outcomes = calls.map(({ attributes }) => attributes.find(({ key }) => key === 'outcome')?.value.stringValue);
    expect(outcomes.toSorted()).toEqual(['found', 'profile_not_found']);
    const stored = spans.filter(({ name, traceId }) => /^(supabase|dynamodb) /.test(name) && traceId === TRACE);
    expect(stored.some((span) => ancestors(span).includes('process job-chunks'))).toBe(true);
  });

  it('has a trace of its own for a request without one, and none for probes', () => {
    const [batch] = named(`POST ${BATCH}`);
    expect(batch?.parentSpanId ?? '').toBe('');
    expect(batch?.traceId).not.toBe(TRACE);
    const [call] = named('sandbox url');
    expect(call?.traceId).toBe(batch?.traceId);
    expect(ancestors(call!)).toContain('stage fetch');
    expect(spans.filter(({ name }) => name.includes('health'))).toEqual([]);
  });

  it('tells the collector nothing about people', () => {
    expect(receiver.bodies.join()).not.toMatch(/traced|linkedin\.com/i);
    expect(receiver.headers[0]).toMatchObject({ 'x-collector-key': 'a secret' });
  });
});
