import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UpstreamError } from '../../src/infrastructure/http-client/upstream.error.js';
import type { Embedder } from '../../src/embeddings/embedder.js';
import type { Embedding } from '../../src/model/embedding.js';

const never = new AbortController().signal;
const cosine = (a: Embedding, b: Embedding) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
/** The JSON size of a response with 4-byte numbers, in bytes. */
const DIGITS = 3;

export interface OpenedEmbedder {
  embedder: Embedder;
  dimensions: number;
  close: () => Promise<void>;
}

/** The contract of every embedder; see Embedder. */
export function embedderContract(driver: string, open: () => Promise<OpenedEmbedder>): void {
  describe(`Embedder on ${driver}`, () => {
    let opened: OpenedEmbedder;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const embed = (...texts: string[]) => opened.embedder.embed(texts, never);

    it('names its model', () => {
      expect(opened.embedder.model).not.toBe('');
      expect(opened.embedder.description).toContain(opened.embedder.model);
    });

    it('returns one vector per text, in order', async () => {
      const texts = ['Ann Example, CTO', 'pastry chef in Lyon', 'cloud security engineer'];
      const [together, alone] = [await embed(...texts), await Promise.all(texts.map((text) => embed(text)))];
      expect(together).toHaveLength(3);
      for (const [index, [vector = []]] of alone.entries()) {
        expect(cosine(vector, together[index] ?? [])).toBeCloseTo(1, DIGITS);
      }
    });

    it('returns vectors of the configured length, and of unit length', async () => {
      for (const vector of await embed('Ann Example', 'another one')) {
        expect(vector).toHaveLength(opened.dimensions);
        expect(Math.hypot(...vector)).toBeCloseTo(1, DIGITS);
      }
    });

    it('places texts about the same topic closer together than others', async () => {
      const [query = [], near = [], far = []] = await embed(
        'security of cloud platforms',
        'CISO, responsible for cloud platform security',
        'pastry chef and baker',
      );
      expect(cosine(query, near)).toBeGreaterThan(cosine(query, far));
    });

    it.each([
      ['an empty text', ''],
      ['a blank', ' '],
      ['half a character', 'a \uD83D b'],
      ['a control token', '<|endoftext|>'],
      ['a text far too long', 'cloud security '.repeat(20_000)],
      ['a long run without a break', '漢'.repeat(30_000)],
    ])('takes %s', async (_words, text) => {
      const [vector, other] = await embed(text, 'Ann Example');
      expect([vector?.length, other?.length]).toEqual([opened.dimensions, opened.dimensions]);
    });

    it('returns nothing for an empty list', async () => {
      expect(await embed()).toEqual([]);
    });

    it('rejects with the abort reason', async () => {
      const aborted = AbortSignal.abort(new Error('no longer wanted'));
      const error: unknown = await opened.embedder.embed(['a'], aborted).catch((reason: unknown) => reason);
      expect(error).not.toBeInstanceOf(UpstreamError);
      expect((error as Error).message).toBe('no longer wanted');
    });
  });
}
