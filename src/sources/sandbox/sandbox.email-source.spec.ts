import { describe, expect, it } from '@jest/globals';
import type { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { EmailAddress } from '../../model/email-address.js';
import { SandboxEmailSource } from './sandbox.email-source.js';

const never = new AbortController().signal;
const sandbox = () => new SandboxEmailSource({ latencyMs: 0 });
const person = (email: string, source = sandbox(), signal = never) =>
  source.fetchByEmail(EmailAddress.safeParse(email) as EmailAddress, null, signal);

describe('a person of the sandbox, by e-mail address', () => {
  it('is the same every time, whatever the token', async () => {
    const first = await person('Ann@Example.com');
    const again = await sandbox().fetchByEmail(
      EmailAddress.safeParse('ann@example.com') as EmailAddress,
      { reveal: () => 'x' },
      never,
    );
    expect(again.raw).toBe(first.raw);
    expect(first.data).toMatchObject({ email: 'ann@example.com', full_name: expect.any(String) });
    expect(JSON.parse(first.raw)).toEqual(first.data);
  });

  it('is somebody else under another domain', async () => {
    expect((await person('ann@a.example')).raw).not.toBe((await person('ann@b.example')).raw);
  });

  it.each([
    ['private-ann@example.com', 'PROFILE_RESTRICTED', false],
    ['notfound-ann@example.com', 'PROFILE_NOT_FOUND', false],
    ['broken-ann@example.com', 'INVALID_DATA', false],
    ['flaky-ann@example.com', 'UPSTREAM_ERROR', true],
    ['ratelimited-ann@example.com', 'RATE_LIMITED', true],
  ])('named %s is %s', async (email, code, retryable) => {
    await expect(person(email)).rejects.toMatchObject({ code, retryable });
  });

  it.each([
    ['flaky-ann@example.com', 2],
    ['ratelimited-ann@example.com', 1],
  ])('named %s comes after %i failures', async (email, failures) => {
    const source = sandbox();
    for (let failure = 0; failure < failures; failure += 1) await expect(person(email, source)).rejects.toThrow();
    expect((await person(email, source)).data).toMatchObject({ email });
  });

  it('says how long to wait where it limits the rate', async () => {
    const error = (await person('ratelimited-ann@example.com').catch((reason: unknown) => reason)) as UpstreamError;
    expect(error.retryAfterMs).toBe(1_000);
  });

  it('named slow- is given up at once with the reason of an abort', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const source = sandbox();
    source.calls.subscribe(() => setImmediate(() => controller.abort(reason)));
    await expect(person('slow-ann@example.com', source, controller.signal)).rejects.toBe(reason);
  });

  it('is noticed by those who count the calls', async () => {
    const source = sandbox();
    const calls: string[] = [];
    source.calls.subscribe((email) => calls.push(email));
    await person('ann@example.com', source);
    await person('private-bob@example.com', source).catch(() => undefined);
    expect(calls).toEqual(['ann@example.com', 'private-bob@example.com']);
  });
});
