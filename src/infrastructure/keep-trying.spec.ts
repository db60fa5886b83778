import { describe, expect, it } from '@jest/globals';
import { keepTrying } from './keep-trying.js';

describe('keepTrying', () => {
  it('tries until it succeeds, and not again', async () => {
    let attempts = 0;
    await keepTrying(async () => {
      attempts += 1;
      if (attempts < 3) throw new Error('not yet');
    }, new AbortController().signal);
    expect(attempts).toBe(3);
  });

  it('ends with the process, also while it waits for the next attempt', async () => {
    const process = new AbortController();
    let attempts = 0;
    await keepTrying(async () => {
      attempts += 1;
      process.abort();
      throw new Error('never');
    }, process.signal);
    expect(attempts).toBe(1);
  });
});
