import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Embedding } from '../../model/embedding.js';
import { LocalEmbedder } from './local.embedder.js';

const embedder = new LocalEmbedder(1536);
const never = new AbortController().signal;
const cosine = (a: Embedding, b: Embedding) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

describe('LocalEmbedder', () => {
  it('makes vectors of unit length out of any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const [vector = []] = await embedder.embed([text], never);
        expect(vector).toHaveLength(1536);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('brings texts about the same thing closer than others', async () => {
    const [query = [], near = [], far = []] = await embedder.embed(
      ['security of cloud platforms', 'CISO, responsible for cloud platform security', 'pastry chef and baker'],
      never,
    );
    expect(cosine(query, near)).toBeGreaterThan(cosine(query, far) + 0.2);
  });

  it('names the space of its vectors by their length, but for the usual one', () => {
    expect(embedder.space).toBe('local-ngrams-1');
    expect(new LocalEmbedder(256).space).toBe('local-ngrams-1#dimensions=256');
  });

  it('gives one text the same vector in every process', async () => {
    const [vector = []] = await embedder.embed(['Ann Example'], never);
    expect(vector.flatMap((value, index) => (value === 0 ? [] : [index])).slice(0, 5)).toMatchInlineSnapshot(`
     [
       228,
       310,
       398,
       399,
       1002,
     ]
    `);
  });
});
