import { describe, expect, it } from '@jest/globals';
import { shortenSummary } from './short-summary.js';

describe('the summary of an operation', () => {
  it('is its first sentence, and the rest is in the description with its Markdown', () => {
    const operation = {
      summary: 'Cancels a `batch`\nthat is pending. The other items fail\nwith `CANCELLED`. Nothing is lost.',
      description: 'Requires the scope `ingest`.',
    };
    shortenSummary(operation);
    expect(operation).toEqual({
      summary: 'Cancels a batch that is pending.',
      description: 'The other items fail with `CANCELLED`. Nothing is lost.\n\nRequires the scope `ingest`.',
    });
  });

  it.each([
    ['Lists jobs, version 1.5 and later.', 'Lists jobs, version 1.5 and later.'],
    ['Lists jobs', 'Lists jobs'],
  ])('stays as it is if there is no second sentence: %s', (summary, shown) => {
    const operation = { summary };
    shortenSummary(operation);
    expect(operation).toEqual({ summary: shown, description: undefined });
  });
});
