import { expect, it } from '@jest/globals';
import { requestHash } from './request-hash.js';

const request = (given: object) => ({ params: {}, query: {}, body: undefined, ...given });

it('is the same for the same JSON in another order', () => {
  const one = { body: { a: 1, b: [{ c: null, d: 'x' }] } };
  const other = { body: { b: [{ d: 'x', c: null }], a: 1 } };
  expect(requestHash(request(one))).toBe(requestHash(request(other)));
});

it.each([
  ['another body', { body: { a: [2, 1] } }],
  ['another type', { body: { a: ['1', 2] } }],
  ['no body', {}],
  ['another path', { body: { a: [1, 2] }, params: { id: 'x' } }],
  ['another query', { body: { a: [1, 2] }, query: { force: 'true' } }],
  ['another name', { body: JSON.parse('{"a": [1, 2], "__proto__": 1}') as object }],
])('is different for %s', (_what, other) => {
  expect(requestHash(request(other))).not.toBe(requestHash(request({ body: { a: [1, 2] } })));
});
