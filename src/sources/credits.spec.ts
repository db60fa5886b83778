import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { of } from 'rxjs';
import { aCompany, aProfile } from '../../test/support/builders.js';
import { FakeCredits } from '../../test/support/fake-credits.js';
import { FakePersonSource } from '../../test/support/fake-person-source.js';
import { guarded } from '../../test/support/source-chain.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { EmailAddress } from '../model/email-address.js';
import { LinkedInUrl } from '../model/linkedin-url.js';
import { AccountRefusal } from './account-refusal.js';
import { BudgetSpent } from './credit-access.js';
import type { Lookup } from './person-source.js';
import { SourceChain } from './source-chain.js';
import { notFound, restricted } from './source.errors.js';
import { NoToken, NO_TOKENS, TokenAccess } from './token-access.js';

const never = new AbortController().signal;
const byUrl: Lookup = { by: 'url', url: LinkedInUrl.ofSlug('ann') };
const byEmail: Lookup = { by: 'email', email: EmailAddress.safeParse('ann@example.com') as EmailAddress };
const upstream = (options: ConstructorParameters<typeof UpstreamError>[2]) =>
  new UpstreamError('UPSTREAM_ERROR', 'down', options);

function world(price = { person: 3, company: 2 }, maxAttempts = 1) {
  const source = new FakePersonSource();
  source.price = price;
  source.missing = () => aProfile();
  const guards = [guarded(source, { maxAttempts, wait: () => of(0) })];
  return { source, chain: new SourceChain(guards, guards) };
}

const ask = (chain: SourceChain, credits: FakeCredits, signal = never, lookup: Lookup = byUrl, tokens = NO_TOKENS) =>
  chain.fetchPerson(lookup, { tokens, credits }, signal).catch((error: unknown) => error);

describe('a call', () => {
  it.each<[string, () => Error, number]>([
    ['nobody is found', () => notFound('profile'), 0],
    ['the person is private', () => restricted('profile'), 0],
    ['the source rejects the request', () => upstream({}), 0],
    ['the account is rejected', () => new AccountRefusal('Buy credits'), 0],
    ['the connection broke', () => upstream({ isUnanswered: true }), 3],
    ['the answer cannot be read', () => new UpstreamError('INVALID_DATA', 'unreadable'), 3],
    ['this service has a defect', () => new TypeError('undefined is not a function'), 3],
  ])('after which %s is billed accordingly', async (_, error, billed) => {
    const { source, chain } = world();
    source.missing = error;
    const credits = new FakeCredits();
    await ask(chain, credits);
    expect(credits.settlements).toEqual([{ source: 'fake', reserved: 3, settled: billed }]);
  });

  it('that finds somebody is billed its price, for people and for companies', async () => {
    const { source, chain } = world();
    const credits = new FakeCredits();
    await ask(chain, credits);
    source.addCompany(aCompany({ linkedin_id: '7' }));
    await chain.fetchCompany({ linkedin_id: '7', slug: null }, credits, never);
    expect(credits.settlements.map(({ settled }) => settled)).toEqual([3, 2]);
  });

  it.each([
    ['found', () => aProfile()],
    ['not found', () => notFound('profile')],
  ])('is billed what the source reports, %s', async (_, answer) => {
    const { source, chain } = world();
    source.missing = answer;
    source.reports = 2;
    const credits = new FakeCredits();
    await ask(chain, credits);
    expect(credits.spent).toBe(2);
  });

  it('is paid for again when it is tried again', async () => {
    const { source, chain } = world({ person: 1, company: 1 }, 2);
    const answers = [() => upstream({ retryable: true, isUnanswered: true }), () => aProfile()];
    source.missing = () => answers.shift()!();
    const credits = new FakeCredits();
    await ask(chain, credits);
    expect(credits.spent).toBe(2);
  });

  it('is billed in full when nobody waits for it any longer, whatever it answers later', async () => {
    const { source, chain } = world();
    const opened = Promise.withResolvers<void>();
    const controller = new AbortController();
    source.gate = () => (controller.abort(new Error('too long')), opened.promise);
    source.missing = () => notFound('profile');
    const credits = new FakeCredits();
    expect(await ask(chain, credits, controller.signal)).toMatchObject({ message: 'too long' });
    opened.resolve();
    await opened.promise;
    expect(credits.settlements).toEqual([{ source: 'fake', reserved: 3, settled: 3 }]);
  });
});

describe('a limit that is reached', () => {
  it('holds the lookup back without a call and without a token', async () => {
    const { source, chain } = world();
    const credits = new FakeCredits(2);
    let taken = 0;
    class CountedTokens extends TokenAccess {
      override take = () => ((taken += 1), Promise.resolve(null));
      override rejected = () => Promise.resolve();
    }
    expect(await ask(chain, credits, never, byEmail, new CountedTokens())).toMatchObject({
      held_back: 'budget',
      sources_asked: [{ source: 'fake', outcome: 'no_budget' }],
      failure: { retryable: true },
    });
    expect({ taken, calls: source.profileCalls }).toEqual({ taken: 0, calls: [] });
  });

  it('has a cheaper source asked', async () => {
    const [dear, cheap] = [world(), world({ person: 1, company: 1 })];
    const chain = new SourceChain([...dear.chain.all, ...cheap.chain.all], []);
    expect(await ask(chain, new FakeCredits(2))).toMatchObject({
      sources_asked: [{ outcome: 'no_budget' }, { outcome: 'found' }],
    });
  });

  it('fails the fetch of a company with an error of its own', async () => {
    const { chain } = world();
    const fetching = chain.fetchCompany({ linkedin_id: '7', slug: null }, new FakeCredits(1), never);
    await expect(fetching).rejects.toBeInstanceOf(BudgetSpent);
  });
});

it('gives credits back when there is no token for the call', async () => {
  const { source, chain } = world();
  Object.assign(source, { tokens: 'required' });
  const credits = new FakeCredits();
  expect(await ask(chain, credits, never, byEmail)).toMatchObject({ held_back: 'tokens' });
  class Unavailable extends TokenAccess {
    override take = () => Promise.reject<NoToken>(new Error('The table is away'));
    override rejected = () => Promise.resolve();
  }
  expect(await ask(chain, credits, never, byEmail, new Unavailable())).toMatchObject({ message: 'The table is away' });
  expect(credits.settlements.map(({ settled }) => settled)).toEqual([0, 0]);
});

const answers = {
  found: () => aProfile(),
  not_found: () => notFound('profile'),
  broken: () => upstream({ retryable: true, isUnanswered: true }),
  failed: () => upstream({ retryable: true }),
} as const;

it('settles each reservation exactly once and never passes the limit, whatever comes first', async () => {
  const lookups = fc.array(fc.record({ answer: fc.constantFrom(...Object.keys(answers)), isAborted: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), lookups, fc.integer({ min: 0, max: 12 }), async (scheduler, given, limit) => {
      const { source, chain } = world({ person: 2, company: 1 }, 2);
      const credits = new FakeCredits(limit, () => scheduler.schedule(Promise.resolve()));
      source.gate = () => scheduler.schedule(Promise.resolve());
      const asked = given.map(({ answer, isAborted }, index) => {
        const slug = `m${index}`;
        const controller = new AbortController();
        const made = answers[answer as keyof typeof answers];
        source.profiles.set(slug, made());
        if (isAborted) void scheduler.schedule(Promise.resolve()).then(() => controller.abort(new Error('given up')));
        return ask(chain, credits, controller.signal, { by: 'url', url: LinkedInUrl.ofSlug(slug) });
      });
      await scheduler.waitFor(Promise.all(asked));
      await scheduler.waitIdle();
      expect(credits.open).toBe(0);
      expect(credits.settlements).toHaveLength(credits.granted);
      expect(credits.most).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 300 },
  );
});
