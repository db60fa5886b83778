import { describe, expect, it } from '@jest/globals';
import { withTimeout, NoAnswerError } from './with-timeout.js';

describe('withTimeout', () => {
  it('answers as the work does', async () => {
    await expect(withTimeout(5_000, () => Promise.resolve(7))).resolves.toBe(7);
    await expect(withTimeout(5_000, () => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
  });

  it('gives up work that does not listen, and tells it so', async () => {
    let reason: unknown;
    const deaf = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => (reason = signal.reason));
      return new Promise<never>(() => undefined);
    };
    await expect(withTimeout(10, deaf)).rejects.toThrow('No response within 0.01 s');
    expect(reason).toBeInstanceOf(NoAnswerError);
  });

  it('ends earlier where its caller gives up, and does not begin where that was so before', async () => {
    const caller = new AbortController();
    const begun: AbortSignal[] = [];
    const deaf = (signal: AbortSignal) => {
      begun.push(signal);
      return new Promise<never>(() => undefined);
    };
    const waiting = withTimeout(60_000, deaf, { signal: caller.signal });
    caller.abort(new Error('no longer wanted'));
    await expect(waiting).rejects.toThrow('no longer wanted');
    expect(begun[0]?.aborted).toBe(true);
    await expect(withTimeout(60_000, deaf, { signal: caller.signal })).rejects.toThrow('no longer wanted');
    expect(begun).toHaveLength(1);
  });

  it('fails with what its caller makes of it', async () => {
    const deaf = () => new Promise<never>(() => undefined);
    await expect(withTimeout(10, deaf, { reason: () => new TypeError('late') })).rejects.toThrow(TypeError);
  });
});
