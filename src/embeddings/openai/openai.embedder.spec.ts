import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { cut, cutInTheMiddle, failure, hang, malformed, page } from '../../../test/fixtures/openai/failures.js';
import {
  json,
  OPENAI_KEY,
  startOpenAiStandIn,
  type OpenAiStandIn,
} from '../../../test/fixtures/openai/openai-stand-in.js';
import { ResiliencePolicy } from '../../infrastructure/http-client/resilience.policy.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { EmbeddingUsage } from '../embedding-usage.js';
import { OpenAiEmbedder } from './openai.embedder.js';
import { countTokens } from './tokens.js';
import { Tally } from '../../common/tally/tally.js';

const never = new AbortController().signal;
const unitVector = Array.from({ length: 1_536 }, (_, index) => Number(index === 0));
const PERSONAL = 'Ann Example, secret hobby';

describe('OpenAiEmbedder', () => {
  let openai: OpenAiStandIn;
  let waits: number[];
  let usage: EmbeddingUsage;
  beforeEach(async () => {
    openai = await startOpenAiStandIn();
    waits = [];
    usage = new EmbeddingUsage(0.02, new Tally());
  });
  afterEach(() => openai.close());

  function embedder(given: Partial<{ model: string; baseUrl: string; dimensions: number; timeoutMs: number }> = {}) {
    const { timeoutMs = 20_000, ...options } = given;
    const policy = new ResiliencePolicy({
      name: 'embedding service',
      timeoutMs,
      maxAttempts: 3,
      backoffMs: 1,
      concurrency: 2,
      random: () => 0,
      wait: (ms) => (waits.push(ms), of(0)),
    });
    const model = 'text-embedding-3-small';
    const defaults = { apiKey: OPENAI_KEY, baseUrl: openai.origin, model, dimensions: 1_536, maxTokens: 8_192 };
    return new OpenAiEmbedder({ ...defaults, ...options }, policy, usage);
  }

  const failureOf = async (given: Parameters<typeof embedder>[0] = {}) => {
    const error: unknown = await embedder(given)
      .embed([PERSONAL], never)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UpstreamError);
    return error as UpstreamError;
  };

  it('asks the models of the third generation for a length, and no other', async () => {
    await embedder().embed(['a'], never);
    await embedder({ model: 'text-embedding-ada-002' }).embed(['a'], never);
    expect(openai.calls.map(({ body }) => body.dimensions)).toEqual([1_536, undefined]);
  });

  it.each(['', '/', '/v1', '/v1/'])('finds the service at an address that ends in "%s"', async (path) => {
    await embedder({ baseUrl: `${openai.origin}${path}` }).embed(['a'], never);
    expect(openai.calls.map((call) => call.path)).toEqual(['/v1/embeddings']);
  });

  it('says where it is, without the key', () => {
    expect(embedder().description).toBe(`text-embedding-3-small at ${new URL(openai.origin).host}`);
  });

  it('names the space of its vectors by model, length and service', () => {
    const service = encodeURIComponent(`${new URL(openai.origin).host}/v1`);
    expect(embedder({ baseUrl: 'https://api.openai.com' }).space).toBe('text-embedding-3-small');
    expect(embedder({ baseUrl: 'https://api.openai.com', dimensions: 8 }).space).toBe(
      'text-embedding-3-small#dimensions=8',
    );
    expect(embedder().space).toBe(`text-embedding-3-small#service=${service}`);
  });

  it('packs what one request may hold, and sends no more requests at once than it may', async () => {
    openai.always((response, call) => {
      const data = call.body.input.map((_, index) => ({ index, embedding: [1, 0] }));
      json(200, { data, usage: { total_tokens: 1 } })(response, call);
    });
    const short = Array.from({ length: 5_000 }, (_, index) => `text ${index}`);
    const long = Array.from({ length: 100 }, () => 'security '.repeat(9_000));
    const vectors = await embedder({ dimensions: 2 }).embed([...short, ...long], never);
    expect(vectors).toHaveLength(5_100);
    expect(openai.calls.flatMap(({ body }) => body.input)).toHaveLength(5_100);
    for (const { body } of openai.calls) {
      const counts = body.input.map((text) => countTokens(text, 1_000_000).tokens);
      expect(Math.max(...counts)).toBeLessThanOrEqual(8_192);
      expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(300_000);
      expect(counts.length).toBeLessThanOrEqual(2_048);
    }
    expect(openai.mostAtOnce).toBe(2);
  });

  it('counts the tokens that the service charges for, and what they cost', async () => {
    const charged = { data: [{ index: 0, embedding: unitVector }], usage: { total_tokens: 500_000 } };
    openai.failWith(json(200, charged), json(500, {}), json(200, charged));
    await embedder().embed(['a'], never);
    await embedder().embed(['a'], never);
    expect(usage).toMatchObject({ tokens: 1_000_000, cost_usd: 0.02 });
  });

  it('counts by itself where the service does not say', async () => {
    openai.failWith(json(200, { data: [{ index: 0, embedding: unitVector }] }));
    await embedder().embed(['one two three'], never);
    expect(usage.tokens).toBe(3);
  });

  it.each<[string, Record<string, string>, number]>([
    ['retry-after-ms', { 'retry-after-ms': '1234', 'retry-after': '9' }, 1_234],
    ['retry-after', { 'retry-after': '3' }, 3_000],
    [
      'the limit that is used up',
      {
        'x-ratelimit-remaining-requests': '59',
        'x-ratelimit-reset-requests': '1h',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '1m2.5s',
      },
      62_500,
    ],
    ['the longer of both limits', { 'x-ratelimit-reset-requests': '12ms', 'x-ratelimit-reset-tokens': '7s' }, 7_000],
    ['nothing', {}, 0],
  ])('waits as the service advises in %s', async (_name, headers, expected) => {
    openai.failWith(json(...failure(429, { message: 'Rate limit', code: 'rate_limit_exceeded' }), headers));
    expect(await embedder().embed(['a'], never)).toHaveLength(1);
    expect(waits).toEqual([expected]);
  });

  it.each([
    ['an outage', json(500, {})],
    ['a gateway', json(503, 'away')],
    ['a connection that breaks', cut],
    ['an answer that breaks off', cutInTheMiddle],
    ['malformed JSON', malformed],
  ])('tries again after %s', async (_words, reply) => {
    openai.failWith(reply, reply);
    expect(await embedder().embed(['a'], never)).toHaveLength(1);
    expect(openai.calls).toHaveLength(3);
  });

  it('gives up after its attempts', async () => {
    openai.always(json(500, { error: { message: PERSONAL } }));
    expect(await failureOf()).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true });
    expect(openai.calls).toHaveLength(3);
  });

  it('waits no longer than it may for an answer', async () => {
    openai.always(hang);
    expect(await failureOf({ timeoutMs: 50 })).toMatchObject({ code: 'UPSTREAM_TIMEOUT', retryable: true });
  });

  it('stops waiting as soon as it is told to', async () => {
    const impatient = new AbortController();
    openai.always(() => impatient.abort(new Error('shutting down')));
    await expect(embedder().embed(['a'], impatient.signal)).rejects.toThrow('shutting down');
  });

  it('says so when nobody is there', async () => {
    await openai.close();
    const error = await failureOf();
    expect(error).toMatchObject({ details: 'ECONNREFUSED', retryable: true });
    expect(error.message).toBe('The embedding service cannot be reached: check OPENAI_BASE_URL and the network');
  });

  it.each<[string, number, { code?: string; type?: string }, RegExp]>([
    ['a wrong key', 401, { code: 'invalid_api_key' }, /rejected OPENAI_API_KEY: set a valid key/],
    ['a used up quota', 429, { code: 'insufficient_quota' }, /no credit left: add credit/],
    ['a used up quota, by its type', 429, { type: 'insufficient_quota' }, /no credit left: add credit/],
    ['an unpaid account', 402, {}, /no credit left: add credit/],
    [
      'an unknown model',
      404,
      { code: 'model_not_found' },
      /does not offer the model text-embedding-3-small .* check EMBEDDING_MODEL/,
    ],
    ['a model that is not allowed', 403, { code: 'model_not_found' }, /check EMBEDDING_MODEL/],
    ['a forbidden region', 403, {}, /is not allowed to use .* check the permissions of its project/],
    ['a bad request', 400, {}, /check EMBEDDING_MODEL, EMBEDDING_DIMENSIONS and EMBEDDING_MAX_TOKENS/],
    ['a redirect', 302, {}, /rejected the request/],
  ])('says in one sentence what to do about %s, and asks once', async (_words, status, fields, sentence) => {
    openai.always(json(...failure(status, { message: `${PERSONAL} ${OPENAI_KEY}`, ...fields }), { location: '/x' }));
    const error = await failureOf();
    expect(error).toMatchObject({ retryable: false, message: expect.stringMatching(sentence) });
    expect(`${error.message} ${error.details}`).not.toMatch(/secret|sk-/);
    expect(openai.calls).toHaveLength(1);
  });

  it('does not try again where the service says that it is of no use', async () => {
    openai.always(json(503, {}, { 'x-should-retry': 'false' }));
    expect(await failureOf()).toMatchObject({ retryable: false });
    expect(openai.calls).toHaveLength(1);
  });

  it('takes a page of something else for no answer', async () => {
    openai.always(page);
    expect(await failureOf()).toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringMatching(/OPENAI_BASE_URL/),
    });
    expect(openai.calls).toHaveLength(1);
  });
});
