import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

interface Latency {
  count: number;
  p50: number | null;
  p95: number | null;
}
interface Figures {
  jobs: { completed: number };
  batches: { completed: number; items: { completed: number; failed: number } };
  latency_ms: Record<'fetch' | 'companies' | 'embed' | 'store', Latency>;
  credits: { total: number; by_source: object };
  tokens: object;
  people: { added: number; refreshed: number };
}
interface Analytics {
  from: string;
  to: string;
  bucket: string;
  totals: Figures;
  buckets: (Figures & { start: string })[];
}

describe('analytics', () => {
  let service: Service;
  beforeAll(async () => {
    service = await aService({ UPSTREAM_MAX_ATTEMPTS: '1' });
  });
  afterAll(() => service.close());

  const analytics = async (query: object = {}) =>
    (await service.get('/system/analytics').query(query).expect(200)).body as Analytics;
  const batch = (slugs: readonly string[]) =>
    service.post(BATCH, { max_attempts: 1, profiles: slugs.map((slug) => item(slug)) });
  const laterBatch = (slugs: readonly string[]) => batch(slugs).set('Prefer', 'respond-async').expect(202);
  /** Once everything of these is counted. */
  const whenCounted = (people: number, jobs: number, batches: number) =>
    until(async () => {
      const { totals } = await analytics();
      const counts = [
        totals.people.added,
        totals.latency_ms.store.count,
        totals.jobs.completed,
        totals.batches.completed,
      ];
      return isDeepStrictEqual(counts, [people, people, jobs, batches]) ? totals : null;
    });

  it('count nothing on a service without any work, for every day', async () => {
    const { totals, buckets, bucket, from, to } = await analytics();
    expect([bucket, buckets.length]).toEqual(['day', 30]);
    expect([buckets[0]?.start, new Date(to).getTime() - new Date(from).getTime()]).toEqual([from, 30 * 86_400_000]);
    for (const { start: _, ...figures } of buckets) expect(figures).toEqual(totals);
    const none = { count: 0, p50: null, p95: null };
    const items = { completed: 0, failed: 0, success_rate: null, errors: {} };
    expect(totals).toEqual({
      jobs: { created: 0, completed: 0, failed: 0, cancelled: 0, items },
      batches: { completed: 0, cancelled: 0, items },
      latency_ms: { fetch: none, companies: none, embed: none, store: none },
      credits: { total: 0, by_source: {} },
      tokens: { bearer_uses: 0, embedding: 0 },
      people: { added: 0, refreshed: 0 },
    });
  });

  it('tell what batches and jobs have done, why items failed, and how long stages took', async () => {
    await batch(['counted-1', 'counted-2', 'counted-3', 'notfound-1', 'private-1', 'private-2']).expect(201);
    await laterBatch(['counted-4', 'notfound-2']);
    const emails = ['a@example.com', 'b@example.com', 'notfound-c@example.com', 'notfound-d@example.com'];
    await service.post('/jobs/create-batch', { emails }).expect(200);
    const totals = await whenCounted(6, 1, 2);
    expect(totals).toMatchObject({
      jobs: {
        created: 1,
        completed: 1,
        failed: 0,
        cancelled: 0,
        items: { completed: 2, failed: 2, success_rate: 0.5, errors: { not_found: 2 } },
      },
      batches: {
        completed: 2,
        cancelled: 0,
        items: {
          completed: 4,
          failed: 4,
          success_rate: 0.5,
          errors: { PROFILE_NOT_FOUND: 2, PROFILE_RESTRICTED: 2 },
        },
      },
      latency_ms: { fetch: { count: 12 }, companies: { count: 4 }, embed: { count: 6 }, store: { count: 6 } },
      people: { added: 6, refreshed: 0 },
    });
    const { p50, p95 } = totals.latency_ms.store;
    expect([p50, p95].every((ms) => ms !== null && ms >= 1)).toBe(true);
    expect(p95).toBeGreaterThanOrEqual(p50 ?? 0);
    const byHour = await analytics({ bucket: 'hour' });
    expect(byHour.buckets).toHaveLength(48);
    expect(byHour.totals).toEqual(totals);
  });

  it('count an item of a batch again only if it ends again', async () => {
    const before = (await analytics()).totals.batches.items;
    const { body } = await laterBatch(['flaky-1', 'counted-5']);
    const { batch_id } = body as { batch_id: string };
    const ended = () =>
      until(async () => {
        const { body: state } = await service.get(`/api/v1/profiles/batches/${batch_id}`).expect(200);
        return (state as { status: string }).status === 'completed' ? state : null;
      });
    const countedSince = (completed: number, failed: number) =>
      until(async () => {
        const { items } = (await analytics()).totals.batches;
        return items.completed === before.completed + completed && items.failed === before.failed + failed
          ? true
          : null;
      });
    await ended();
    await countedSince(1, 1);
    const retry = async () => {
      const { body: retried } = await service.post(`/api/v1/profiles/batches/${batch_id}/retry-failed`).expect(200);
      expect(retried).toMatchObject({ items_requeued: 1 });
      await ended();
    };
    await retry();
    await countedSince(1, 2);
    await retry();
    await countedSince(2, 2);
  });

  it.each([
    [{ from: 'soon' }, 'from must be a date or time in ISO 8601 format'],
    [
      { from: '2026-01-01', to: '2026-03-01', bucket: 'hour' },
      'from must be at most 31 days before to with bucket=hour',
    ],
    [{ bucket: 'week' }, "Input should be 'hour' or 'day'"],
  ])('refuse %j', async (query, message) => {
    const { body } = await service.get('/system/analytics').query(query).expect(422);
    expect((body as { validation_errors: { message: string }[] }).validation_errors).toMatchObject([{ message }]);
  });
});
