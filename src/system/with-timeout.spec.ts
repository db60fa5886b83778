import { describe, expect, it } from '@jest/globals';
import { withTimeout, NoAnswerError } from './with-timeout.js';

describe('inTime', () => {
  it('answers as the work does', async () => {
    await expect(withTimeout(5_000, () => Promise.resolve(7))).resolves.toBe(7);
    await expect(withTimeout(5_000, () => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
  });

  it('gives up work that does not listen, and tells it so', async () => {
    let told: unknown;
    const deaf = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => (told = signal.reason));
      return new Promise<never>(() => undefined);
    };
    await expect(withTimeout(10, deaf)).rejects.toThrow('No response within 0.01 s');
    expect(told).toBeInstanceOf(NoAnswerError);
  });
});
