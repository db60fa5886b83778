import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../../../test/support/characters.arbitraries.js';
import type { Embedding } from '../../model/embedding.js';
import { features } from './features.js';
import { LocalEmbedder } from './local.embedder.js';
import { CONCEPTS } from './vocabulary.js';

const embedder = new LocalEmbedder(1536);
const never = new AbortController().signal;
const cosine = (a: Embedding, b: Embedding) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

describe('LocalEmbedder', () => {
  it('makes vectors of unit length out of any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: anyCharacter }), async (text) => {
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
    expect(cosine(query, near)).toBeGreaterThan(embedder.similarityMidpoint);
    expect(cosine(query, far)).toBeLessThan(embedder.similarityMidpoint - 0.15);
  });

  it.each([
    ['CTO', 'Chief Technology Officer', 'Chief Financial Officer'],
    ['chief information officer', 'CIO', 'CISO'],
    ['chief information security officer', 'CISO', 'CIO'],
    ['CHRO', 'Chief Human Resources Officer', 'Chief Revenue Officer'],
    ['head of IT', 'Director of information technology', 'is it Friday'],
    ['vice president engineering', 'VP of Engineering', 'vice versa'],
    ['ethical hacker', 'penetration tester', 'ethics teacher'],
    ['AI', 'machine learning', 'washing machine'],
    ['Geschäftsführer', 'managing director', 'managing stress'],
    ['Größmann', 'Grossman', 'Bergmann'],
    ['Kubernetis', 'Kubernetes', 'Accounting'],
    ['田中', '田中 健太', '長谷川 陽子'],
  ])('brings "%s" closer to "%s" than to "%s"', async (query, near, far) => {
    const [a = [], b = [], c = []] = await embedder.embed([query, near, far], never);
    expect(cosine(a, b)).toBeGreaterThan(cosine(a, c) + 0.1);
  });

  it('takes what a text begins with for more important than what comes later', async () => {
    const rest = Array.from({ length: 200 }, (_, index) => `filler${index}`).join(' ');
    const [query = [], early = [], late = []] = await embedder.embed(
      ['zoologist', `zoologist ${rest}`, `${rest} zoologist`],
      never,
    );
    expect(cosine(query, early)).toBeGreaterThan(1.3 * cosine(query, late));
  });

  it('knows every spelling of its vocabulary', () => {
    for (const { concept, words } of CONCEPTS) {
      expect([words, [...features(words.join(' ')).keys()]]).toEqual([words, expect.arrayContaining([`k ${concept}`])]);
    }
  });

  it('names the space of its vectors by their length, but for the usual one', () => {
    expect(embedder.space).toBe('local-ngrams-2');
    expect(new LocalEmbedder(256).space).toBe('local-ngrams-2#dimensions=256');
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
