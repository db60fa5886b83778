import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ResiliencePolicy } from '../../src/infrastructure/http-client/resilience.policy.js';
import { companyReference, type CompanyReference } from '../../src/model/company-reference.js';
import { LinkedInUrl } from '../../src/model/linkedin-url.js';
import type { ProfileSource } from '../../src/sources/profile-source.js';
import { ResilientProfileSource } from '../../src/sources/resilient-profile-source.js';
import { rejectionOf, upstreamFailureOf, wordsOf } from './rejection.js';
import { failures, LARGE_BYTES, type Situation } from './source-situations.js';

/** One source and its upstream, which responds according to the situation. */
export interface ProfileSourceSetup {
  /** A source that has not been called yet. */
  source: () => ProfileSource;
  /** The slug of a person or company for which the upstream is in this situation. */
  slugs: Partial<Record<Situation, string>>;
  /** The payload that the upstream sends for a slug, if it has a format of its own. */
  sent?: (slug: string) => string;
  /** The delay that the upstream requests when it limits the rate, in milliseconds. */
  adviceMs: number;
  /** Matches whatever no error may contain: credentials, addresses, text of the upstream. */
  secrets: RegExp;
  /** Number of calls received. */
  calls: () => number;
  /** A company identified by LinkedIn's number. */
  companyById: CompanyReference;
  close: () => Promise<void>;
}

const never = new AbortController().signal;

/** The contract of ProfileSource for every upstream; `can` lists the situations that this one supports. */
export function profileSourceContract(
  name: string,
  can: readonly Situation[],
  open: () => Promise<ProfileSourceSetup>,
): void {
  describe(`the profile source ${name}`, () => {
    let setup: ProfileSourceSetup;
    let fresh: ProfileSource;

    beforeAll(async () => void (setup = await open()));
    beforeEach(() => void (fresh = setup.source()));
    afterAll(() => setup.close());

    const slugOf = (situation: Situation) => setup.slugs[situation] ?? situation;
    const profile = (situation: Situation, signal = never, source = fresh) =>
      source.fetchProfile(LinkedInUrl.ofSlug(slugOf(situation)), signal);
    const company = (situation: Situation, signal = never) =>
      fresh.fetchCompany({ linkedin_id: null, slug: slugOf(situation) }, signal);
    const when = (...wanted: Situation[]) => wanted.filter((situation) => can.includes(situation));
    const failing = when('nobody', 'restricted', 'rate-limited', 'outage', 'broken');

    it('returns a profile, where it came from, and when', async () => {
      const before = new Date();
      const calls = setup.calls();
      const { value, raw, source, fetched_at, attempts } = await profile('somebody');
      expect(value).toMatchObject({
        public_id: slugOf('somebody'),
        url: `https://www.linkedin.com/in/${slugOf('somebody')}/`,
      });
      expect(value.name).not.toBeNull();
      expect(value.experience.length).toBeGreaterThan(0);
      expect({ source, attempts }).toEqual({ source: fresh.name, attempts: 1 });
      expect(fetched_at.getTime()).toBeGreaterThanOrEqual(before.getTime());
      expect(JSON.parse(raw)).toEqual(expect.any(Object));
      expect(setup.calls() - calls).toBe(1);
    });

    it("identifies a person's employer so that it can be fetched", async () => {
      const { current_company, experience } = (await profile('somebody')).value;
      for (const url of [current_company?.linkedin_url, experience[0]?.company_linkedin_url]) {
        expect(companyReference(url ?? '')).not.toBeNull();
      }
      expect(current_company?.name).not.toBeNull();
      expect(experience.filter(({ is_current }) => is_current)).toHaveLength(1);
    });

    it('returns a company by its slug', async () => {
      const { value, raw, source, attempts } = await company('somebody');
      expect(value).toMatchObject({ slug: slugOf('somebody'), linkedin_id: expect.stringMatching(/^\d+$/) });
      expect(value.company_name).not.toBeNull();
      expect({ source, attempts }).toEqual({ source: fresh.name, attempts: 1 });
      expect(JSON.parse(raw)).toEqual(expect.any(Object));
    });

    it('returns a company by its number', async () => {
      const { value } = await fresh.fetchCompany(setup.companyById, never);
      expect(value.linkedin_id).toBe(setup.companyById.linkedin_id);
    });

    it.each(failing)('fails for a profile in the situation "%s" as the contract specifies', async (situation) => {
      const { code, retryable } = await upstreamFailureOf(profile(situation));
      expect(failures[situation]).toContainEqual({ code, retryable });
    });

    it.each(failing)('fails for a company in the situation "%s" as the contract specifies', async (situation) => {
      const { code, retryable } = await upstreamFailureOf(company(situation));
      expect(failures[situation]).toContainEqual({ code, retryable });
    });

    it.each(failing)('reveals no secrets, addresses or people in the situation "%s"', async (situation) => {
      const words = wordsOf(await upstreamFailureOf(profile(situation)));
      expect(words).not.toMatch(setup.secrets);
      expect(words).not.toContain(slugOf(situation));
    });

    for (const situation of when('rate-limited')) {
      it('passes on the delay that the upstream requests', async () => {
        const { retryAfterMs = 0 } = await upstreamFailureOf(profile(situation));
        expect(retryAfterMs).toBeGreaterThan(setup.adviceMs - 1_000);
        expect(retryAfterMs).toBeLessThanOrEqual(setup.adviceMs + 1_000);
      });
    }

    for (const situation of when('hanging')) {
      it('rejects immediately with the abort reason', async () => {
        const controller = new AbortController();
        const calls = setup.calls();
        const fetched = profile(situation, controller.signal);
        const reason = new Error('enough');
        controller.abort(reason);
        expect(await rejectionOf(fetched)).toBe(reason);
        expect(setup.calls() - calls).toBeLessThanOrEqual(1);
      });
    }

    it('makes no call if the signal is already aborted', async () => {
      const calls = setup.calls();
      const reason = new Error('too late');
      expect(await rejectionOf(profile('somebody', AbortSignal.abort(reason)))).toBe(reason);
      if (setup.sent) expect(setup.calls()).toBe(calls);
    });

    for (const situation of when('dirty')) {
      it('maps dirty data without losing any', async () => {
        const { value, raw } = await profile(situation);
        expect(value.name).not.toBeNull();
        expect(raw).toBe(setup.sent?.(slugOf(situation)));
      });
    }

    for (const situation of when('large')) {
      it('maps a payload of 300 KB, byte for byte', async () => {
        const { value, raw } = await profile(situation);
        expect(Buffer.byteLength(raw)).toBeGreaterThanOrEqual(LARGE_BYTES);
        expect(raw).toBe(setup.sent?.(slugOf(situation)));
        expect(value.experience.length).toBeGreaterThan(100);
      });
    }

    it('is not considered failing because many people are unknown to it', async () => {
      const policy = new ResiliencePolicy({
        name: 'profile source',
        timeoutMs: 5_000,
        maxAttempts: 3,
        backoffMs: 1,
        concurrency: 5,
        breakerFailures: 3,
      });
      const source = new ResilientProfileSource(fresh, policy);
      const calls = setup.calls();
      for (let time = 0; time < 5; time += 1) await upstreamFailureOf(profile('nobody', never, source));
      expect(source.circuit).toBe('closed');
      expect(setup.calls() - calls).toBe(5);
    });
  });
}
