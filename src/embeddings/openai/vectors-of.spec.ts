import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { base64 } from '../../../test/fixtures/openai/embeddings-api.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { vectorsOf } from './vectors-of.js';

const expected = (count: number, dimensions = 2) => ({ count, dimensions, model: 'small' });
const item = (embedding: unknown, index?: unknown) => ({ embedding, index });

describe('the vectors of an answer', () => {
  it('are in the order of the texts, whatever the order of the answer', () => {
    const places = Array.from({ length: 8 }, (_, index) => index);
    fc.assert(
      fc.property(fc.shuffledSubarray(places, { minLength: 8 }), (order) => {
        const data = order.map((index) =>
          item(
            places.map((place) => Number(place === index)),
            index,
          ),
        );
        const vectors = vectorsOf({ data }, expected(8, 8));
        expect(vectors.map((vector) => vector.indexOf(1))).toEqual(places);
      }),
    );
  });

  it('are in the order of the answer where it does not say', () => {
    expect(vectorsOf({ data: [item([1, 0]), item([0, 1])] }, expected(2))).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('may come in base64', () => {
    expect(vectorsOf({ data: [item(base64([0, -1]), 0)] }, expected(1))).toEqual([[0, -1]]);
  });

  it('get unit length where they have another, and stay as they are where not', () => {
    expect(vectorsOf({ data: [item([3, 4]), item([0.6, 0.8001])] }, expected(2))).toEqual([
      [0.6, 0.8],
      [0.6, 0.8001],
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['too few', { data: [item([1, 0])] }, /returned 1 vectors for 2 texts/],
    ['too many', { data: [item([1, 0]), item([1, 0]), item([1, 0])] }, /returned 3 vectors for 2 texts/],
    ['the same place twice', { data: [item([1, 0], 0), item([1, 0], 0)] }, /did not return a list of vectors/],
    [
      'a place that was not asked for',
      { data: [item([1, 0], 0), item([1, 0], 7)] },
      /did not return a list of vectors/,
    ],
    ['texts for numbers', { data: [item(['1', '0']), item([1, 0])] }, /did not return a list of vectors/],
    ['nothing but zeros', { data: [item([0, 0]), item([1, 0])] }, /did not return a list of vectors/],
    ['null in the list', { data: [null, item([1, 0])] }, /did not return a list of vectors/],
    ['null', null, /did not return a list of vectors/],
    ['a page', '<html>', /did not return a list of vectors: check OPENAI_BASE_URL/],
    ['another shape', { vectors: [] }, /did not return a list of vectors/],
    [
      'shorter vectors',
      { data: [item([1]), item([1])] },
      /of 1 dimensions, but EMBEDDING_DIMENSIONS is 2: set it to 1$/,
    ],
    [
      'vectors too long to be stored',
      { data: [item(Array.from({ length: 3_072 }).fill(1)), item([1, 0])] },
      /^The model small returns vectors of 3072 dimensions, but at most 1536 can be stored: set another EMBEDDING_MODEL$/,
    ],
  ])('are refused when they are %s', (_words, answer, sentence) => {
    const read = () => vectorsOf(answer, expected(2));
    expect(read).toThrow(UpstreamError);
    expect(read).toThrow(sentence);
  });
});
