import { describe, expect, it } from '@jest/globals';
import { settings } from '../../test/support/settings.js';
import { pricePerMillion } from './embedding-price.js';
import { EmbeddingUsage } from './embedding-usage.js';
import { Tally } from '../common/tally/tally.js';

describe('what embedding costs', () => {
  it.each([
    [{}, 0],
    [{ OPENAI_API_KEY: 'k' }, 0.02],
    [{ OPENAI_API_KEY: 'k', EMBEDDING_MODEL: 'text-embedding-3-large' }, 0.13],
    [{ OPENAI_API_KEY: 'k', EMBEDDING_MODEL: 'nomic-embed-text' }, null],
    [{ OPENAI_API_KEY: 'k', EMBEDDING_MODEL: 'nomic-embed-text', EMBEDDING_PRICE_PER_MILLION_TOKENS: '0.5' }, 0.5],
    [{ OPENAI_API_KEY: 'k', EMBEDDING_PRICE_PER_MILLION_TOKENS: '0' }, 0],
  ])('a million tokens with %j: %p US dollars', (environment, price) => {
    expect(pricePerMillion(settings(environment))).toBe(price);
  });

  it('is not told where the price is not known', () => {
    const usage = new EmbeddingUsage(null, new Tally());
    usage.count(5);
    expect(usage).toMatchObject({ tokens: 5, cost_usd: null });
  });
});
