import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailAddress } from '../../src/model/email-address.js';
import type { EmailSource } from '../../src/sources/email-source.js';
import { rejectionOf, upstreamFailureOf, wordsOf } from './rejection.js';
import { failures, LARGE_BYTES, type Situation } from './source-situations.js';

/** One source and its upstream, which responds according to the situation. */
export interface EmailSourceSetup {
  /** A source that has not been called yet. */
  source: () => EmailSource;
  /** Puts the upstream into a situation, and returns the address to look up. */
  arrange: (situation: Situation) => string;
  /** The data that the upstream sends in a situation, as JSON text; absent if the upstream generates it. */
  sent?: (situation: Situation) => string;
  /** The delay that the upstream requests when it limits the rate, in milliseconds. */
  adviceMs: number;
  /** Matches whatever no error may contain: credentials, addresses, text of the upstream. */
  secrets: RegExp;
  /** Number of calls received. */
  calls: () => number;
  close: () => Promise<void>;
}

const TOKEN = 'token-secret-of-the-pool';
const never = new AbortController().signal;

/** The contract of EmailSource for every upstream; `can` lists the situations that this one supports. */
export function emailSourceContract(
  name: string,
  can: readonly Situation[],
  open: () => Promise<EmailSourceSetup>,
): void {
  describe(`the email source ${name}`, () => {
    let setup: EmailSourceSetup;
    let source: EmailSource;

    beforeAll(async () => void (setup = await open()));
    beforeEach(() => void (source = setup.source()));
    afterAll(() => setup.close());

    const fetchBy = (email: string, signal = never) =>
      source.fetchByEmail(EmailAddress.safeParse(email) as EmailAddress, { reveal: () => TOKEN }, signal);
    const person = (situation: Situation, signal = never) => fetchBy(setup.arrange(situation), signal);
    const when = (...wanted: Situation[]) => wanted.filter((situation) => can.includes(situation));
    const failing = when('nobody', 'restricted', 'rate-limited', 'token-refused', 'outage', 'broken');

    it('returns the data unchanged, and when it was fetched', async () => {
      const before = new Date();
      const email = setup.arrange('somebody');
      const calls = setup.calls();
      const { data, raw, fetched_at } = await fetchBy(email);
      expect(data).toEqual(JSON.parse(raw));
      expect(raw).toBe(setup.sent?.('somebody') ?? raw);
      expect(Object.keys(data as object)).not.toHaveLength(0);
      expect(fetched_at.getTime()).toBeGreaterThanOrEqual(before.getTime());
      expect(setup.calls() - calls).toBe(1);
    });

    it.each(failing)('fails in the situation "%s" as the contract specifies', async (situation) => {
      const { code, retryable } = await upstreamFailureOf(person(situation));
      expect(failures[situation]).toContainEqual({ code, retryable });
    });

    it.each(failing)('reveals no secrets, addresses or people in the situation "%s"', async (situation) => {
      const email = setup.arrange(situation);
      const words = wordsOf(await upstreamFailureOf(fetchBy(email)));
      expect(words).not.toMatch(setup.secrets);
      expect(words).not.toContain(TOKEN);
      expect(words).not.toContain(email);
    });

    for (const situation of when('rate-limited')) {
      it('passes on the delay that the upstream requests', async () => {
        const { retryAfterMs = 0 } = await upstreamFailureOf(person(situation));
        expect(retryAfterMs).toBeGreaterThan(setup.adviceMs - 1_000);
        expect(retryAfterMs).toBeLessThanOrEqual(setup.adviceMs + 1_000);
      });
    }

    for (const situation of when('hanging')) {
      it('rejects immediately with the abort reason', async () => {
        const controller = new AbortController();
        const fetched = person(situation, controller.signal);
        const reason = new Error('enough');
        controller.abort(reason);
        expect(await rejectionOf(fetched)).toBe(reason);
      });
    }

    it('makes no call if the signal is already aborted', async () => {
      const email = setup.arrange('somebody');
      const calls = setup.calls();
      const reason = new Error('too late');
      expect(await rejectionOf(fetchBy(email, AbortSignal.abort(reason)))).toBe(reason);
      if (setup.sent) expect(setup.calls()).toBe(calls);
    });

    for (const situation of when('dirty', 'large')) {
      it(`preserves data that is ${situation}, byte for byte`, async () => {
        const { raw } = await person(situation);
        expect(raw).toBe(setup.sent?.(situation));
        if (situation === 'large') expect(Buffer.byteLength(raw)).toBeGreaterThanOrEqual(LARGE_BYTES);
      });
    }
  });
}
