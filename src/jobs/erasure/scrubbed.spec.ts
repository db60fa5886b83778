import { describe, expect, it } from '@jest/globals';
import { scrubbed } from './scrubbed.js';

describe('a document without a person', () => {
  it.each([
    'ann@example.com',
    'Ann Example <ANN@Example.com>, bob@example.com',
    'https://www.linkedin.com/sales/people/ann-example,x',
    'ann@example.com.',
  ])('has null for %j', (text) => {
    const document = { rows: [{ value: text, reason: 'odd' }], count: 1, more: null };
    const texts = ['ann@example.com', 'ann-example'];
    expect(scrubbed(document, texts)).toEqual({ rows: [{ value: null, reason: 'odd' }], count: 1, more: null });
  });

  it.each(['joann@example.com', 'ann@example.community', 'ann-examples', ''])('keeps %j', (text) => {
    expect(scrubbed([text, 7], ['ann@example.com', 'ann-example'])).toEqual([text, 7]);
  });
});
