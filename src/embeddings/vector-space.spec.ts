import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { vectorSpace } from './vector-space.js';

const model = 'text-embedding-3-small';
const dimensions = 1_536;

describe('the space of vectors', () => {
  it.each([undefined, 'https://api.openai.com/v1', 'https://api.openai.com/v1/', 'https://API.OpenAI.com:443/v1'])(
    'has the name of the model where the service is OpenAI (%s)',
    (baseUrl) => {
      expect(vectorSpace({ model, dimensions, baseUrl })).toBe(model);
    },
  );

  it.each([
    { dimensions: 512 },
    { dimensions: 1 },
    { baseUrl: 'https://eu.api.openai.com/v1' },
    { baseUrl: 'https://api.openai.com/v2' },
    { baseUrl: 'http://localhost:8080/v1' },
    { model: 'text-embedding-3-large' },
  ])('is another one for %j', (change) => {
    expect(vectorSpace({ model, dimensions, ...change })).not.toBe(vectorSpace({ model, dimensions }));
  });

  it('tells apart whatever differs in model, length or service', () => {
    const origin = fc.record({
      model: fc.constantFrom('small', 'large', 'BAAI/bge-m3', 'nomic-embed:v1.5'),
      dimensions: fc.integer({ min: 1, max: 1_536 }),
      baseUrl: fc.constantFrom(
        'http://a.example/v1',
        'http://b.example/v1',
        'http://a.example:81/v1',
        'http://a.example/v2',
      ),
    });
    fc.assert(
      fc.property(origin, origin, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(vectorSpace(one) === vectorSpace(other)).toBe(isSame);
      }),
    );
  });

  it('names no credentials', () => {
    expect(vectorSpace({ model, dimensions, baseUrl: 'https://ann:secret@vectors.example/v1' })).not.toMatch(
      /ann|secret/,
    );
  });
});
