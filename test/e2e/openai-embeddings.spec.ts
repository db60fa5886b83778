import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { answerTo } from '../fixtures/openai/embeddings-api.js';
import { failure } from '../fixtures/openai/failures.js';
import {
  json,
  OPENAI_KEY,
  startOpenAiStandIn,
  type OpenAiReply,
  type OpenAiStandIn,
} from '../fixtures/openai/openai-stand-in.js';
import { isFullExtent } from '../support/extent.js';
import { whenReady } from '../support/ready.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

describe('the service with OpenAI', () => {
  let openai: OpenAiStandIn;
  let service: Service;
  beforeAll(async () => void (openai = await startOpenAiStandIn({ dimensions: 768 })));
  afterAll(() => openai.close());

  async function start(environment: Record<string, string> = {}): Promise<void> {
    const place = { OPENAI_API_KEY: OPENAI_KEY, OPENAI_BASE_URL: openai.origin };
    service = await aService({ ...place, UPSTREAM_MAX_ATTEMPTS: '2', ...environment });
  }

  const ingest = async (slug: string) => {
    const { body } = await service.post(BATCH, { profiles: [item(slug)] }).expect(201);
    return body.results[0];
  };
  const component = async () => (await service.get('/system/health').expect(200)).body.components.embeddings;
  /** Null if there is no such line. */
  const metric = async (name: string) => {
    const { text } = await service.get('/metrics').expect(200);
    const line = text.split('\n').find((one) => one.startsWith(`${name}{`));
    return line === undefined ? null : Number(line.split(' ').at(-1));
  };

  describe('that works', () => {
    beforeAll(() => start());
    afterEach(() => openai.always(null));
    afterAll(() => service.close());

    it('embeds profiles and queries, finds profiles by query, and counts the cost', async () => {
      const stored = await ingest('ann');
      expect(stored.pipeline_metadata).toMatchObject({ status: 'completed', has_embeddings: true, warnings: [] });
      await ingest('bob');
      const search = { query: `${stored.name}, ${stored.position}`, limit: 1 };
      const { body } = await service.post('/api/v1/profiles/search', search).expect(200);
      expect(body.data[0]).toMatchObject({ id: stored.id, similarity: expect.any(Number) });
      expect(body.embedder).toEqual({ model: 'text-embedding-3-small', provider: 'openai' });
      expect(openai.calls.every((call) => call.headers.authorization === `Bearer ${OPENAI_KEY}`)).toBe(true);

      const before = openai.calls.length;
      const { tokens_used, cost_usd, ...rest } = await component();
      expect(rest).toMatchObject({ status: 'healthy', model: 'text-embedding-3-small', dimensions: 1536 });
      expect(rest.side).toBe(`text-embedding-3-small at ${new URL(openai.origin).host}`);
      expect(tokens_used).toBeGreaterThan(50);
      expect(cost_usd).toBeCloseTo((tokens_used * 0.02) / 1_000_000, 6);
      expect(await metric('profile_service_embedding_tokens_total')).toBe(tokens_used);
      expect(await metric('profile_service_embedding_cost_usd_total')).toBeCloseTo(cost_usd, 6);
      // Profiles were just embedded, so the health check makes no call.
      expect(openai.calls).toHaveLength(before);
    });

    it('waits as long as a 429 requests', async () => {
      openai.failWith(json(...failure(429, { message: 'Rate limit' }), { 'retry-after-ms': '20' }));
      expect((await ingest('limited')).pipeline_metadata).toMatchObject({ has_embeddings: true, warnings: [] });
    });

    it('reports that the credit is used up, and recovers when there is some', async () => {
      const before = openai.calls.length;
      openai.always(json(...failure(429, { message: 'You exceeded your current quota', code: 'insufficient_quota' })));
      expect((await ingest('unpaid')).pipeline_metadata).toMatchObject({ has_embeddings: false });
      expect(openai.calls).toHaveLength(before + 1);
      expect(await component()).toMatchObject({ status: 'degraded', problem: expect.stringMatching(/no credit left/) });
      openai.always(null);
      await until(async () => ((await component()).status === 'healthy' ? true : null));
    });

    it('finds profiles by words while the service is away, and says so', async () => {
      const { name } = await ingest('worded');
      openai.always(json(...failure(503, { message: 'Overloaded' })));
      const { body } = await service.post('/api/v1/profiles/search', { query: name }).expect(200);
      expect(body).toMatchObject({
        data: [{ name, similarity: null, lexical_rank: 1 }],
        mode: 'lexical',
        embedder: null,
        warnings: [{ stage: 'embed', error: expect.any(String), details: expect.any(String) }],
      });
      const { body: refused } = await service
        .post('/api/v1/profiles/search', { query: name, mode: 'semantic' })
        .expect(502);
      expect(refused.error_code).toBe('UPSTREAM_ERROR');
    });
  });

  describe('of another configuration', () => {
    afterEach(() => service.close());

    it('works with another model of another service whose price is unknown', async () => {
      await start({ EMBEDDING_MODEL: 'nomic-embed-text', EMBEDDING_DIMENSIONS: '768' });
      expect((await ingest('ann')).pipeline_metadata).toMatchObject({ has_embeddings: true, warnings: [] });
      expect(await component()).toMatchObject({ status: 'healthy', cost_usd: null });
      expect(await metric('profile_service_embedding_cost_usd_total')).toBeNull();
    });
  });

  describe('that is configured wrongly', () => {
    const WRONG_KEY = { OPENAI_API_KEY: 'sk-wrong-key' };
    const UNKNOWN_MODEL = { EMBEDDING_MODEL: 'unknown-model' };
    const OTHER_MODEL = { EMBEDDING_MODEL: 'nomic-embed-text' };
    /** As the service answers who has another key and, if given, another model. */
    const toKey =
      (key: string, given: object = {}): OpenAiReply =>
      (response, call) =>
        json(...answerTo({ ...call, body: { ...call.body, ...given } }, { key, dimensions: 768 }))(response, call);
    const ofKey = toKey(WRONG_KEY.OPENAI_API_KEY);
    const ofModel = toKey(WRONG_KEY.OPENAI_API_KEY, { model: OTHER_MODEL.EMBEDDING_MODEL });

    // Each service for itself; in the short extent one with all mistakes, of which one after the other is taken from it.
    beforeAll(async () => isFullExtent || start({ ...WRONG_KEY, ...UNKNOWN_MODEL }));
    afterEach(async () => {
      openai.always(null);
      if (isFullExtent) await service.close();
    });
    afterAll(async () => isFullExtent || service.close());

    it.each<[string, Record<string, string>, OpenAiReply | null, RegExp]>([
      ['a wrong key', WRONG_KEY, null, /rejected OPENAI_API_KEY: set a valid key/],
      ['an unknown model', UNKNOWN_MODEL, ofKey, /does not offer the model unknown-model .* check EMBEDDING_MODEL/],
      ['vectors of another length', OTHER_MODEL, ofModel, /768 dimensions, .* set it to 768/],
    ])('stores profiles without vectors and says what to do about %s', async (words, environment, reply, sentence) => {
      if (isFullExtent) await start(environment);
      else openai.always(reply);
      const { pipeline_metadata } = await ingest(words.replaceAll(' ', '-'));
      expect(pipeline_metadata).toMatchObject({ status: 'completed', has_embeddings: false });
      expect(pipeline_metadata.warnings).toEqual([
        { stage: 'embed', error: expect.any(String), details: expect.stringMatching(sentence) },
      ]);
      expect(await component()).toMatchObject({ status: 'degraded', problem: expect.stringMatching(sentence) });
      await whenReady(service);
      expect(JSON.stringify(pipeline_metadata)).not.toMatch(/sk-/);
    });
  });
});
