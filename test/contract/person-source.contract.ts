import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseBounded } from '../../src/common/json/bounded-json.js';
import { companyReference, type CompanyReference } from '../../src/model/company-reference.js';
import { EmailAddress } from '../../src/model/email-address.js';
import { LinkedInUrl } from '../../src/model/linkedin-url.js';
import type { Lookup, PersonSource } from '../../src/sources/person-source.js';
import { mapStoredAnswer } from '../../src/sources/recognition/stored-answer.js';
import { SourceChain } from '../../src/sources/source-chain.js';
import type { TokenAccess } from '../../src/sources/token-access.js';
import { guarded } from '../support/source-chain.js';
import { OPEN_ACCESS } from '../support/open-access.js';
import { rejectionOf, upstreamFailureOf, wordsOf } from './rejection.js';
import { failures, LARGE_BYTES, type Situation } from './source-situations.js';

/** One source and its upstream, which responds according to the situation. */
export interface PersonSourceSetup {
  /** A source that has not been called yet. */
  source: () => PersonSource;
  /** Puts the upstream into a situation, and returns who is to be looked up. */
  arrange: (situation: Situation) => Lookup;
  /** The answer that the upstream sends in a situation, as JSON text; absent if the upstream generates it. */
  sent?: (situation: Situation) => string;
  /** Answers that name nobody, and how to send one; absent if the upstream sends none. */
  answer?: (json: string) => Lookup;
  /** The delay that the upstream requests when it limits the rate, in milliseconds. */
  adviceMs: number;
  /** Matches whatever no error may contain: credentials, addresses, text of the upstream. */
  secrets: RegExp;
  /** Number of calls received. */
  calls: () => number;
  close: () => Promise<void>;
}

export const bySlug = (slug: string): Lookup => ({ by: 'url', url: LinkedInUrl.ofSlug(slug) });
export const byAddress = (address: string): Lookup => ({
  by: 'email',
  email: EmailAddress.safeParse(address) as EmailAddress,
});

const TOKEN = 'token-secret-of-the-pool';
const never = new AbortController().signal;
const tokens = {
  take: async () => ({ token_id: 'one', secret: { reveal: () => TOKEN } }),
  rejected: async () => undefined,
} satisfies TokenAccess;
const access = { ...OPEN_ACCESS, tokens };

const NOBODY = [
  'null',
  '[]',
  '{}',
  '{"persons": []}',
  '{"persons": null}',
  '{"persons": [{}]}',
  '{"data": null}',
  '{"about": "a stub"}',
];
const TROUBLE = [
  '"text"',
  '42',
  '{"error": "quota exceeded"}',
  '{"message": "try later"}',
  '{"status": "pending"}',
  '{"success": false}',
];
const MASKED = [
  '{"persons": [{"displayName": "LinkedIn Member"}]}',
  '{"data": {"first_name": "LinkedIn", "last_name": "Mitglied", "profile_id": "81234567"}}',
  '{"full_name": "MEMBRE LINKEDIN"}',
];

/** The contract of PersonSource for one upstream and one way to look people up; `can` lists the situations that it supports. */
export function personSourceContract(
  name: string,
  can: readonly Situation[],
  open: () => Promise<PersonSourceSetup>,
): void {
  describe(`the source ${name}`, () => {
    let setup: PersonSourceSetup;
    let source: PersonSource;

    beforeAll(async () => void (setup = await open()));
    beforeEach(() => void (source = setup.source()));
    afterAll(() => setup.close());

    const fetch = (lookup: Lookup, signal = never) => source.fetchPerson(lookup, { reveal: () => TOKEN }, signal);
    const person = (situation: Situation, signal = never) => fetch(setup.arrange(situation), signal);
    const keyOf = (lookup: Lookup) => (lookup.by === 'url' ? lookup.url.slug : lookup.email.value);
    const when = (...wanted: Situation[]) => wanted.filter((situation) => can.includes(situation));
    const failing = when(
      'nobody',
      'restricted',
      'rate-limited',
      'token-refused',
      'account-refused',
      'outage',
      'broken',
    );

    it('returns who was found, the data unchanged, and when', async () => {
      const before = new Date();
      const lookup = setup.arrange('somebody');
      const calls = setup.calls();
      const { profile, data, raw, fetched_at } = await fetch(lookup);
      expect(profile.name).not.toBeNull();
      const answer = parseBounded(raw);
      expect([answer, (answer as { data?: unknown }).data]).toContainEqual(data);
      expect(raw).toBe(setup.sent?.('somebody') ?? raw);
      expect(Object.keys(data as object)).not.toHaveLength(0);
      expect(fetched_at.getTime()).toBeGreaterThanOrEqual(before.getTime());
      expect(setup.calls() - calls).toBe(1);
    });

    it.each(when('somebody', 'dirty', 'large'))(
      'returns what maps to the same profile later, if it is %s',
      async (situation) => {
        const { profile, raw } = await person(situation);
        expect(mapStoredAnswer(raw, profile.url)).toEqual(profile);
        expect(mapStoredAnswer(JSON.stringify(raw), profile.url)).toEqual(profile);
      },
    );

    it('returns a profile that can be stored', async () => {
      const lookup = setup.arrange('somebody');
      const { profile } = await fetch(lookup);
      expect(profile.url).toBe(`https://www.linkedin.com/in/${profile.public_id}/`);
      if (lookup.by === 'url') expect(profile.public_id).toBe(lookup.url.slug);
      expect(profile.experience.length).toBeGreaterThan(0);
    });

    it("identifies a person's employer so that it can be fetched", async () => {
      const { current_company, experience } = (await person('somebody')).profile;
      for (const url of [current_company?.linkedin_url, experience[0]?.company_linkedin_url]) {
        expect(companyReference(url ?? '')).not.toBeNull();
      }
      expect(current_company?.name).not.toBeNull();
      expect(experience.filter(({ is_current }) => is_current)).toHaveLength(1);
    });

    it.each(failing)('fails in the situation "%s" as the contract specifies', async (situation) => {
      const { code, retryable } = await upstreamFailureOf(person(situation));
      expect(failures[situation]).toContainEqual({ code, retryable });
    });

    it.each(failing)('reveals no secrets, addresses or people in the situation "%s"', async (situation) => {
      const lookup = setup.arrange(situation);
      const words = wordsOf(await upstreamFailureOf(fetch(lookup)));
      expect(words).not.toMatch(setup.secrets);
      expect(words).not.toContain(TOKEN);
      expect(words).not.toContain(keyOf(lookup));
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
        const lookup = setup.arrange(situation);
        const calls = setup.calls();
        const fetched = fetch(lookup, controller.signal);
        const reason = new Error('enough');
        controller.abort(reason);
        expect(await rejectionOf(fetched)).toBe(reason);
        expect(setup.calls() - calls).toBeLessThanOrEqual(1);
      });
    }

    it('makes no call if the signal is already aborted', async () => {
      const lookup = setup.arrange('somebody');
      const calls = setup.calls();
      const reason = new Error('too late');
      expect(await rejectionOf(fetch(lookup, AbortSignal.abort(reason)))).toBe(reason);
      if (setup.sent) expect(setup.calls()).toBe(calls);
    });

    for (const situation of when('dirty', 'large')) {
      it(`maps data that is ${situation}, and preserves it byte for byte`, async () => {
        const { profile, raw } = await person(situation);
        expect(profile.name).not.toBeNull();
        expect(raw).toBe(setup.sent?.(situation));
        if (situation === 'large') expect(Buffer.byteLength(raw)).toBeGreaterThanOrEqual(LARGE_BYTES);
      });
    }

    if (can.includes('answers')) {
      const failureOf = (json: string) => upstreamFailureOf(fetch(setup.answer?.(json) ?? bySlug('missing')));

      it.each(NOBODY)('has not found anybody where it answers %s', async (json) => {
        const { code, retryable } = await failureOf(json);
        expect([
          { code: 'PROFILE_NOT_FOUND', retryable: false },
          { code: 'UPSTREAM_ERROR', retryable: true },
        ]).toContainEqual({ code, retryable });
      });

      it.each(TROUBLE)('is in trouble, which may pass, where it answers %s', async (json) => {
        expect(await failureOf(json)).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true });
      });

      it('is not considered failing because of what it answers', async () => {
        const guards = [guarded(source, { breakerFailures: 3 })];
        const lookup = setup.answer?.('{"error": "quota exceeded"}') ?? bySlug('missing');
        const chain = new SourceChain(guards, guards);
        for (let time = 0; time < 5; time += 1) await upstreamFailureOf(chain.fetchPerson(lookup, access, never));
        expect(guards[0]?.circuit).toBe('closed');
      });

      it.each(MASKED)('does not show who it is where it answers %s', async (json) => {
        expect(await failureOf(json)).toMatchObject({ code: 'PROFILE_RESTRICTED', retryable: false });
      });
    }

    it('is not considered failing because many people are unknown to it', async () => {
      const guards = [guarded(source, { maxAttempts: 3, breakerFailures: 3 })];
      const lookup = setup.arrange('nobody');
      const chain = new SourceChain(guards, guards);
      const calls = setup.calls();
      for (let time = 0; time < 5; time += 1) await upstreamFailureOf(chain.fetchPerson(lookup, access, never));
      expect(guards[0]?.circuit).toBe('closed');
      expect(setup.calls() - calls).toBe(5);
    });
  });
}

/** A source of companies, whose upstream is in a situation for a slug. */
export interface CompanySourceSetup extends Pick<PersonSourceSetup, 'source' | 'close'> {
  slugs?: Partial<Record<Situation, string>>;
  /** A company identified by LinkedIn's number. */
  companyById: CompanyReference;
}

/** The contract of PersonSource for companies. */
export function companySourceContract(
  name: string,
  can: readonly Situation[],
  open: () => Promise<CompanySourceSetup>,
): void {
  describe(`the source of companies ${name}`, () => {
    let setup: CompanySourceSetup;

    beforeAll(async () => void (setup = await open()));
    afterAll(() => setup.close());

    const slugOf = (situation: Situation) => setup.slugs?.[situation] ?? situation;
    const company = (situation: Situation) =>
      setup.source().fetchCompany({ linkedin_id: null, slug: slugOf(situation) }, never);
    const failing = (['nobody', 'restricted', 'rate-limited', 'outage', 'broken'] as const).filter((situation) =>
      can.includes(situation),
    );

    it('returns a company by its slug', async () => {
      const { value, raw } = await company('somebody');
      expect(value).toMatchObject({ slug: slugOf('somebody'), linkedin_id: expect.stringMatching(/^\d+$/) });
      expect(value.company_name).not.toBeNull();
      expect(JSON.parse(raw)).toEqual(expect.any(Object));
    });

    it('returns a company by its number', async () => {
      const { value } = await setup.source().fetchCompany(setup.companyById, never);
      expect(value.linkedin_id).toBe(setup.companyById.linkedin_id);
    });

    it.each(failing)('fails in the situation "%s" as the contract specifies', async (situation) => {
      const { code, retryable } = await upstreamFailureOf(company(situation));
      expect(failures[situation]).toContainEqual({ code, retryable });
    });
  });
}
