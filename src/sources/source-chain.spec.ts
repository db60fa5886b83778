import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { aCompany, aProfile } from '../../test/support/builders.js';
import { FakePersonSource } from '../../test/support/fake-person-source.js';
import { guarded } from '../../test/support/source-chain.js';
import { OPEN_ACCESS } from '../../test/support/open-access.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { EmailAddress } from '../model/email-address.js';
import type { KnownMiss } from '../model/known-miss.js';
import { LinkedInUrl } from '../model/linkedin-url.js';
import { UNLIMITED_CREDITS } from './credit-access.js';
import { AccountRefusal } from './account-refusal.js';
import type { Lookup, TokenUse } from './person-source.js';
import { SourceAccount } from './source-account.js';
import { SourceChain } from './source-chain.js';
import { notFound, restricted } from './source.errors.js';
import { isHeldBack, LookupError, type HeldBack, type SourcedPerson, type SourceOutcome } from './sourced-person.js';
import { NoToken, NO_TOKENS, TokenAccess, type TokenGrant, type TokenRejection } from './token-access.js';

const never = new AbortController().signal;
const byUrl: Lookup = { by: 'url', url: LinkedInUrl.ofSlug('ann') };
const byEmail: Lookup = { by: 'email', email: EmailAddress.safeParse('ann@example.com') as EmailAddress };

const noCredits = () => new AccountRefusal('No credits are left: buy some');
const trouble = () => new UpstreamError('UPSTREAM_ERROR', 'down', { retryable: true });
const paused = (retryAfterMs?: number) =>
  new UpstreamError('RATE_LIMITED', 'slow down', { retryable: true, retryAfterMs });
const tokenRefused = () => new UpstreamError('TOKEN_REFUSED', 'The token is refused');

/** What a source does when it is asked, by the outcome that this has. */
const behaviours = {
  found: () => aProfile({ name: 'Ann' }),
  not_found: () => notFound('profile'),
  restricted: () => restricted('profile'),
  no_credit: noCredits,
  unavailable: () => paused(60_000),
  failed: trouble,
} as const;
type Behaviour = keyof typeof behaviours;

interface World {
  sources: FakePersonSource[];
  chain: SourceChain;
}

function world(...given: Behaviour[]): World {
  const sources = given.map((behaviour, index) => {
    const source = new FakePersonSource(`source-${index}`);
    source.missing = behaviours[behaviour];
    return source;
  });
  const guards = sources.map((source) => guarded(source));
  return { sources, chain: new SourceChain(guards, guards) };
}

async function ask(chain: SourceChain, lookup = byUrl, tokens = NO_TOKENS, misses: readonly KnownMiss[] = []) {
  return chain.fetchPerson(lookup, { ...OPEN_ACCESS, tokens }, never, misses).catch((error: unknown) => {
    if (error instanceof LookupError) return error;
    throw error;
  });
}

const outcomesOf = ({ sources_asked }: SourcedPerson | HeldBack | LookupError): SourceOutcome[] =>
  sources_asked.map(({ outcome }) => outcome);

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
const missOf = (source: string, hour = 1): KnownMiss => ({ source, at: at(hour), until: at(hour + 10) });

describe('a waterfall', () => {
  it.each<[Behaviour[], SourceOutcome[], string]>([
    [['found', 'found'], ['found'], 'source-0'],
    [['not_found', 'found'], ['not_found', 'found'], 'source-1'],
    [['restricted', 'found'], ['restricted', 'found'], 'source-1'],
    [['no_credit', 'found'], ['no_credit', 'found'], 'source-1'],
    [['unavailable', 'found'], ['unavailable', 'found'], 'source-1'],
    [['not_found', 'no_credit', 'found', 'found'], ['not_found', 'no_credit', 'found'], 'source-2'],
  ])('over %j asks until somebody is found', async (given, outcomes, source) => {
    const { chain, sources } = world(...given);
    const answer = await ask(chain);
    expect(outcomesOf(answer)).toEqual(outcomes);
    expect(answer).toMatchObject({ source, attempts: outcomes.length, profile: { name: 'Ann' } });
    expect(sources.map(({ profileCalls }) => profileCalls.length)).toEqual(
      given.map((_, index) => (index < outcomes.length ? 1 : 0)),
    );
  });

  it.each<[Behaviour[], string, boolean]>([
    [['not_found'], 'PROFILE_NOT_FOUND', false],
    [['not_found', 'not_found'], 'PROFILE_NOT_FOUND', false],
    [['restricted', 'not_found'], 'PROFILE_RESTRICTED', false],
    [['not_found', 'restricted'], 'PROFILE_RESTRICTED', false],
    [['failed', 'found'], 'UPSTREAM_ERROR', true],
    [['not_found', 'failed', 'found'], 'UPSTREAM_ERROR', true],
  ])('over %j fails with %s', async (given, code, retryable) => {
    const { chain, sources } = world(...given);
    const failure = await ask(chain, byEmail);
    expect(failure).toBeInstanceOf(LookupError);
    expect(failure).toMatchObject({ code, retryable });
    const asked = sources.filter(({ profileCalls }) => profileCalls.length > 0);
    expect(failure.sources_asked.map(({ source }) => source)).toEqual(asked.map(({ name }) => name));
  });

  it.each<[Behaviour[], HeldBack['held_back'], string]>([
    [['no_credit'], 'credits', 'ACCESS_DENIED'],
    [['unavailable'], 'source', 'RATE_LIMITED'],
    [['unavailable', 'not_found'], 'source', 'RATE_LIMITED'],
    [['not_found', 'no_credit', 'restricted'], 'credits', 'ACCESS_DENIED'],
    [['no_credit', 'failed'], 'credits', 'ACCESS_DENIED'],
  ])('over %j decides nothing about the person', async (given, held_back, code) => {
    const { chain } = world(...given);
    const answer = await ask(chain, byEmail);
    expect(answer).toMatchObject({ held_back, retryAt: expect.any(Date), failure: { code, retryable: true } });
    expect(outcomesOf(answer)).toEqual(given);
  });

  it('is asked again when the first source that is held back can be', async () => {
    const { chain, sources } = world('unavailable', 'unavailable');
    for (const [index, source] of sources.entries()) source.missing = () => paused(index === 0 ? 90_000 : 30_000);
    const { retryAt } = (await ask(chain, byEmail)) as HeldBack;
    expect(retryAt?.getTime()).toBeLessThan(Date.now() + 60_000);
  });

  it('decides an item only by what its sources say, and asks in order, each once', async () => {
    const names = Object.keys(behaviours) as Behaviour[];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 5 }), async (given) => {
        const { chain } = world(...given);
        const answer = await ask(chain, byEmail);
        const end = given.findIndex((behaviour) => behaviour === 'found' || behaviour === 'failed');
        const taken = end < 0 ? given : given.slice(0, end + 1);
        expect(outcomesOf(answer)).toEqual(taken);
        const isHeld = taken.some((behaviour) => behaviour === 'no_credit' || behaviour === 'unavailable');
        const isFound = taken.at(-1) === 'found';
        expect(!(answer instanceof LookupError) && !isHeldBack(answer)).toBe(isFound);
        expect(!(answer instanceof LookupError) && isHeldBack(answer)).toBe(!isFound && isHeld);
      }),
      { numRuns: 200 },
    );
  });

  describe('with sources that are known not to know the person', () => {
    it.each<[Behaviour[], number[], SourceOutcome[]]>([
      [['found', 'found'], [0], ['known_not_found', 'found']],
      [['not_found', 'found'], [1], ['not_found', 'known_not_found']],
      [
        ['found', 'restricted', 'found'],
        [0, 2],
        ['known_not_found', 'restricted', 'known_not_found'],
      ],
    ])('over %j does not call those at %j', async (given, known, outcomes) => {
      const { chain, sources } = world(...given);
      const misses = known.map((index) => missOf(`source-${index}`));
      expect(outcomesOf(await ask(chain, byUrl, NO_TOKENS, misses))).toEqual(outcomes);
      for (const index of known) expect(sources[index]?.profileCalls).toEqual([]);
    });

    it('fails at once if these are all of them, and says since when and until when', async () => {
      const { chain } = world('found', 'found');
      const misses = [missOf('source-0', 3), missOf('source-1', 2), missOf('removed', 1), missOf('removed too', 9)];
      expect(await ask(chain, byEmail, NO_TOKENS, misses)).toMatchObject({
        code: 'PROFILE_NOT_FOUND',
        retryable: false,
        details:
          'Known since 2026-01-01T03:00:00.000Z; the profile source is asked again after 2026-01-01T12:00:00.000Z',
        attempts: 0,
        token_used: null,
        sources_asked: [
          { source: 'source-0', outcome: 'known_not_found' },
          { source: 'source-1', outcome: 'known_not_found' },
        ],
      });
    });

    it('treats the only other one as the last, which is asked although it paused', async () => {
      const { chain, sources } = world('found', 'unavailable', 'found');
      const misses = [missOf('source-0'), missOf('source-2')];
      for (let time = 0; time < 2; time += 1) await ask(chain, byUrl, NO_TOKENS, misses);
      expect(sources[1]?.profileCalls).toHaveLength(2);
    });
  });

  it('does not ask a source again during the pause that it asked for, if there is another one', async () => {
    const { chain, sources } = world('unavailable', 'found');
    for (let time = 0; time < 3; time += 1) expect(outcomesOf(await ask(chain))).toEqual(['unavailable', 'found']);
    expect(sources[0]?.profileCalls).toHaveLength(1);
  });

  it('does not wait for a source that keeps failing, if there is another one', async () => {
    const [first, second] = [new FakePersonSource('first'), new FakePersonSource('second')];
    first.missing = trouble;
    second.missing = behaviours.found;
    const guards = [guarded(first, { maxAttempts: 4, breakerFailures: 4, backoffMs: 1 }), guarded(second)];
    const chain = new SourceChain(guards, guards);
    // The lookup whose failure opens the circuit goes on with the next source, like those after it.
    for (let time = 0; time < 2; time += 1) expect(outcomesOf(await ask(chain))).toEqual(['unavailable', 'found']);
    expect(first.profileCalls).toHaveLength(4);
  });

  it('lets lookups by email address wait for a source that keeps failing, and none fail without asking', async () => {
    const begun = Date.now();
    const source = new FakePersonSource();
    source.missing = trouble;
    const guards = [guarded(source, { breakerFailures: 1, breakerResetMs: 60_000 })];
    const chain = new SourceChain(guards, guards);
    // The one whose failure opens the circuit waits too.
    expect(await ask(chain, byEmail)).toMatchObject({ held_back: 'source', failure: { code: 'UPSTREAM_ERROR' } });
    const answer = await ask(chain, byEmail);
    expect(answer).toMatchObject({ held_back: 'source', failure: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } });
    expect((answer as HeldBack).retryAt?.getTime()).toBeGreaterThan(begun + 50_000);
    expect(source.profileCalls).toHaveLength(1);
  });

  it('waits out a short pause of the last source for a member URL', async () => {
    const { chain, sources } = world('not_found', 'unavailable');
    const answers = [() => paused(0), behaviours.found];
    sources[1]!.missing = () => answers.shift()?.() ?? trouble();
    const guards = sources.map((source) => guarded(source, { maxAttempts: 3 }));
    expect(outcomesOf(await ask(new SourceChain(guards, [])))).toEqual(['not_found', 'found']);
    expect(chain.all).toHaveLength(2);
  });

  it('is never paused for longer than an hour', async () => {
    const { chain, sources } = world('unavailable');
    sources[0]!.missing = () => paused(1e300);
    const { retryAt } = (await ask(chain, byEmail)) as HeldBack;
    expect(retryAt?.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  it('knows which sources of email addresses would be asked now', async () => {
    const { chain } = world('no_credit', 'unavailable', 'found');
    const names = () => chain.availableByEmail([]).map(({ name }) => name);
    expect(names()).toEqual(['source-0', 'source-1', 'source-2']);
    await ask(chain, byEmail);
    expect(names()).toEqual(['source-2']);
    expect(chain.availableByEmail([missOf('source-2')]).map(({ name }) => name)).toEqual(['source-0', 'source-1']);
    const stuck = world('no_credit').chain;
    await ask(stuck, byEmail);
    expect(stuck.availableByEmail([]).map(({ name }) => name)).toEqual(['source-0']);
  });

  it('ends at once with the reason of an abort', async () => {
    const { chain, sources } = world('found');
    const controller = new AbortController();
    const reason = new Error('no longer needed');
    sources[0]!.gate = async () => (controller.abort(reason), new Promise(() => undefined));
    await expect(chain.fetchPerson(byUrl, OPEN_ACCESS, controller.signal)).rejects.toBe(reason);
  });
});

describe('an account that is rejected', () => {
  function poor() {
    let now = 1_000_000;
    const source = new FakePersonSource();
    source.missing = noCredits;
    const guards = [guarded(source, { account: new SourceAccount(() => now) })];
    const chain = new SourceChain(guards, guards);
    return { source, chain, pass: (ms: number) => (now += ms) };
  }

  it.each([byUrl, byEmail])('is asked once a minute, by $by', async (lookup) => {
    const { source, chain, pass } = poor();
    const askThrice = async () => {
      for (let time = 0; time < 3; time += 1) expect(await ask(chain, lookup)).toMatchObject({ held_back: 'credits' });
    };
    await askThrice();
    expect(source.profileCalls).toHaveLength(1);
    pass(59_000);
    await askThrice();
    expect(source.profileCalls).toHaveLength(1);
    pass(2_000);
    await askThrice();
    expect(source.profileCalls).toHaveLength(2);
  });

  it.each([behaviours.found, behaviours.not_found])(
    'is asked again by all when one call is accepted',
    async (accepted) => {
      const { source, chain, pass } = poor();
      await ask(chain, byEmail);
      source.missing = accepted;
      pass(61_000);
      await ask(chain, byEmail);
      await ask(chain, byEmail);
      expect(source.profileCalls).toHaveLength(3);
    },
  );

  it('is found out separately for URLs and email addresses, and accepted for both', async () => {
    const { source, chain } = poor();
    await ask(chain, byEmail);
    source.missing = behaviours.found;
    expect(await ask(chain, byEmail)).toMatchObject({ held_back: 'credits' });
    expect(await ask(chain, byUrl)).toMatchObject({ source: 'fake' });
    expect(await ask(chain, byEmail)).toMatchObject({ source: 'fake' });
  });

  it('for people still fetches companies', async () => {
    const { source, chain } = poor();
    await ask(chain);
    source.addCompany(aCompany({ linkedin_id: '7' }));
    expect(await chain.fetchCompany({ linkedin_id: '7', slug: null }, UNLIMITED_CREDITS, never)).toMatchObject({
      source: 'fake',
    });
  });
});

describe('companies', () => {
  const seven = { linkedin_id: '7', slug: null };

  it('come from the first source of URLs that knows them', async () => {
    const { sources, chain } = world('found', 'found');
    sources[1]?.addCompany(aCompany({ linkedin_id: '7' }));
    expect(await chain.fetchCompany(seven, UNLIMITED_CREDITS, never)).toMatchObject({
      source: 'source-1',
      attempts: 2,
    });
  });

  it('fail with what is known of them', async () => {
    const { sources, chain } = world('found', 'found');
    await expect(chain.fetchCompany(seven, UNLIMITED_CREDITS, never)).rejects.toMatchObject({
      code: 'PROFILE_NOT_FOUND',
    });
    sources[0]?.addCompany(noCredits(), 'id:7');
    await expect(chain.fetchCompany(seven, UNLIMITED_CREDITS, never)).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      retryable: true,
    });
  });
});

/** Hands out tokens in order; records those that were rejected. */
class SomeTokens extends TokenAccess {
  readonly rejections: [string, TokenRejection][] = [];
  readonly asked: string[] = [];

  constructor(private readonly tokens: string[]) {
    super();
  }

  override async take({ name }: { name: string }, rejected: readonly string[]): Promise<TokenGrant | NoToken> {
    this.asked.push(name);
    const token_id = this.tokens.find((token) => !rejected.includes(token));
    return token_id === undefined ? new NoToken(null) : { token_id, secret: { reveal: () => token_id } };
  }

  override async rejected({ token_id }: TokenGrant, rejection: TokenRejection): Promise<void> {
    this.rejections.push([token_id, rejection]);
  }
}

describe('tokens', () => {
  function tokened(use: TokenUse, answers: Record<string, () => Error>) {
    const source = new FakePersonSource('bearer', use);
    source.missing = () => answers[source.tokenCalls.at(-1) ?? '']?.() ?? aProfile();
    const free = new FakePersonSource('free');
    free.missing = behaviours.found;
    return { source, free };
  }

  it.each([
    ['unauthorized', tokenRefused, { kind: 'unauthorized' }],
    ['rate-limited', () => paused(7_000), { kind: 'rate-limited', retryAfterMs: 7_000 }],
  ])('that are %s are reported, and another one is used', async (_, refusal, rejection) => {
    const { source } = tokened('required', { bad: refusal });
    const tokens = new SomeTokens(['bad', 'good']);
    const chain = new SourceChain([], [guarded(source)]);
    expect(await ask(chain, byEmail, tokens)).toMatchObject({ token_used: 'good', attempts: 2, source: 'bearer' });
    expect(tokens.rejections).toEqual([['bad', rejection]]);
  });

  it('that cannot be had hold the lookup back, or have the next source asked', async () => {
    const { source, free } = tokened('required', { bad: tokenRefused });
    const alone = new SourceChain([], [guarded(source)]);
    const held = await ask(alone, byEmail, new SomeTokens(['bad']));
    expect(held).toMatchObject({ held_back: 'tokens', retryAt: null, failure: { attempts: 1, token_used: 'bad' } });
    const both = new SourceChain([], [guarded(source), guarded(free)]);
    const answer = await ask(both, byEmail, NO_TOKENS);
    expect(outcomesOf(answer)).toEqual(['no_token', 'found']);
    expect(answer).toMatchObject({ source: 'free', token_used: 'free' });
  });

  it('are not taken for member URLs', async () => {
    const { source } = tokened('required', {});
    const tokens = new SomeTokens(['good']);
    expect(await ask(new SourceChain([guarded(source)], []), byUrl, tokens)).toMatchObject({ token_used: null });
    expect(tokens.asked).toEqual([]);
  });

  it('whose table is away fail the lookup with the error of the table, without retries', async () => {
    const { source } = tokened('required', {});
    const tokens = new SomeTokens([]);
    const away = new Error('The table is away');
    let asked = 0;
    tokens.take = () => ((asked += 1), Promise.reject(away));
    const chain = new SourceChain([], [guarded(source, { maxAttempts: 3 })]);
    await expect(chain.fetchPerson(byEmail, { ...OPEN_ACCESS, tokens }, never)).rejects.toBe(away);
    expect(asked).toBe(1);
  });
});
