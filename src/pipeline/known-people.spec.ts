import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { anExperience, aProfile } from '../../test/support/builders.js';
import { FakePersonSource } from '../../test/support/fake-person-source.js';
import { aPipeline, anItem } from '../../test/support/pipeline.js';
import { chainOf } from '../../test/support/source-chain.js';
import { OPEN_ACCESS } from '../../test/support/open-access.js';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { UNLIMITED_CREDITS } from '../sources/credit-access.js';
import { AccountRefusal } from '../sources/account-refusal.js';
import { restricted } from '../sources/source.errors.js';
import { LookupError } from '../sources/sourced-person.js';
import type { IntakeItem } from './intake-item.js';
import type { LinkedInDataPipeline } from './linkedin-data.pipeline.js';

const HOUR_MS = 3_600_000;
const TIMERS: ('nextTick' | 'queueMicrotask' | 'setImmediate' | 'setInterval' | 'setTimeout' | 'clearTimeout')[] = [
  'nextTick',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'clearTimeout',
];
const START = Date.UTC(2026, 0, 1);
const never = new AbortController().signal;
const away = () => new StoreUnavailableError('The profile store is away');

const batch = (pipeline: LinkedInDataPipeline, ...items: IntakeItem[]) =>
  pipeline.ingestBatch(items, 5, UNLIMITED_CREDITS);
const asked = (outcomes: Awaited<ReturnType<typeof batch>>) =>
  outcomes.map(({ sources_asked }) => sources_asked.map(({ source, outcome }) => `${source}: ${outcome}`));

/** Two sources, the first of which knows nobody. */
function twoSources(environment = {}) {
  const [first, second] = [new FakePersonSource('first'), new FakePersonSource('second')];
  return { first, second, ...aPipeline(environment, undefined, chainOf(first, second)) };
}

describe('what is known before a source is called', () => {
  // The date alone is fake.
  beforeEach(() => void jest.useFakeTimers({ now: START, doNotFake: TIMERS }));
  afterEach(() => void jest.useRealTimers());

  it('is read by one query for a batch', async () => {
    const { pipeline, known } = aPipeline();
    await batch(pipeline, ...['a', 'b', 'c', 'a'].map((slug) => anItem(slug)));
    expect(known.calls).toEqual([3]);
  });

  it('is not read for a job if nothing could be used', async () => {
    const { pipeline, known } = aPipeline({ NOT_FOUND_MAX_AGE_HOURS: '0' });
    await pipeline.recall([anItem('ann'), anItem('bob', { max_age_hours: 0 })]);
    expect(known.calls).toEqual([]);
  });

  describe('that nobody was found', () => {
    it('is paid once, and asked again after NOT_FOUND_MAX_AGE_HOURS', async () => {
      const { pipeline, source } = aPipeline({ NOT_FOUND_MAX_AGE_HOURS: '2' });
      await batch(pipeline, anItem('ann'));
      jest.setSystemTime(START + 2 * HOUR_MS - 1);
      expect(await batch(pipeline, anItem('ann'))).toMatchObject([
        {
          status: 'failed',
          failure: {
            stage: 'fetch',
            code: 'PROFILE_NOT_FOUND',
            retryable: false,
            details:
              'Known since 2026-01-01T00:00:00.000Z; the profile source is asked again after 2026-01-01T02:00:00.000Z',
          },
          sources_asked: [{ source: 'fake', outcome: 'known_not_found' }],
        },
      ]);
      expect(source.profileCalls).toEqual(['ann']);
      jest.setSystemTime(START + 2 * HOUR_MS);
      source.add(aProfile());
      expect(asked(await batch(pipeline, anItem('ann')))).toEqual([['fake: found']]);
    });

    it('is never remembered with 0', async () => {
      const { pipeline, source } = aPipeline({ NOT_FOUND_MAX_AGE_HOURS: '0' });
      for (let time = 0; time < 2; time += 1) await batch(pipeline, anItem('ann'));
      expect(source.profileCalls).toEqual(['ann', 'ann']);
    });

    it('is known of each source apart, also where another one found somebody', async () => {
      const { pipeline, first, second } = twoSources();
      second.add(aProfile());
      expect(asked(await batch(pipeline, anItem('ann')))).toEqual([['first: not_found', 'second: found']]);
      expect(asked(await batch(pipeline, anItem('ann')))).toEqual([['first: known_not_found', 'second: found']]);
      expect([first.profileCalls, second.profileCalls]).toEqual([['ann'], ['ann', 'ann']]);
    });

    it.each<[string, () => Error]>([
      ['is private', () => restricted('profile')],
      ['could not be read', () => new UpstreamError('INVALID_DATA', 'odd')],
      ['could not be paid', () => new AccountRefusal('No credits are left')],
    ])('is not concluded from an answer that the person %s', async (_, failure) => {
      const { pipeline, source, known } = aPipeline();
      source.missing = failure;
      await batch(pipeline, anItem('ann'));
      expect(known.misses.size).toBe(0);
    });

    it('is known of the first source while the item of a job waits for the second one', async () => {
      const { pipeline, first, second } = twoSources();
      second.missing = () => new AccountRefusal('No credits are left');
      for (let time = 0; time < 2; time += 1) {
        const known = await pipeline.recall([anItem('ann')]);
        expect(await pipeline.settled(anItem('ann'), known)).toBeNull();
        const call = { access: OPEN_ACCESS, inSlot: <T>(fetch: () => Promise<T>) => fetch(), signal: never, known };
        expect(await pipeline.prepare(anItem('ann'), call)).toMatchObject({ held_back: 'credits' });
        await pipeline.remember(known);
      }
      expect(first.profileCalls).toEqual(['ann']);
    });

    it('decides an item of a job without a call', async () => {
      const { pipeline, source } = aPipeline();
      await batch(pipeline, anItem('ann'));
      const failure = await pipeline.settled(anItem('ann'), await pipeline.recall([anItem('ann')]));
      expect(failure).toBeInstanceOf(LookupError);
      expect(failure).toMatchObject({ code: 'PROFILE_NOT_FOUND', attempts: 0, token_used: null });
      expect(source.profileCalls).toHaveLength(1);
    });
  });

  describe('of a stored person', () => {
    const settled = async (pipeline: LinkedInDataPipeline, given: Partial<IntakeItem>) => {
      const item = anItem('ann', { max_age_hours: 2, suggested_role: null, include_companies: false, ...given });
      return pipeline.settled(item, await pipeline.recall([item]));
    };
    const atAcme = () => aProfile({ experience: [anExperience({ company_id: '7', is_current: true })] });

    it('decides an item of a job while it is recent enough', async () => {
      const { pipeline, source, store } = aPipeline();
      source.add(aProfile());
      await batch(pipeline, anItem('ann', { include_companies: false }));
      const [stored] = store.profiles;
      jest.setSystemTime(START + 2 * HOUR_MS - 1);
      expect(await settled(pipeline, {})).toMatchObject({
        profile_id: stored!.id,
        source: 'fake',
        fetched_at: new Date(START),
      });
      expect(await settled(pipeline, { suggested_role: 'CTO', name: 'Ann Example' })).not.toBeNull();
      expect(await settled(pipeline, { suggested_role: 'CIO' })).toBeNull();
      expect(await settled(pipeline, { name: 'Dr Ann' })).toBeNull();
      expect(await settled(pipeline, { max_age_hours: 0 })).toBeNull();
      expect(await settled(pipeline, { max_age_hours: 1 })).toBeNull();
      jest.setSystemTime(START + 2 * HOUR_MS);
      expect(await settled(pipeline, {})).toBeNull();
    });

    it('does not do where companies are wanted, and named, but were not stored', async () => {
      const { pipeline, source } = aPipeline();
      source.add(aProfile());
      await batch(pipeline, anItem('ann', { include_companies: false }));
      expect(await settled(pipeline, { include_companies: true })).not.toBeNull();
      source.add(atAcme());
      await batch(pipeline, anItem('ann', { include_companies: false }));
      expect(await settled(pipeline, { include_companies: true })).toBeNull();
      expect(await settled(pipeline, { include_companies: false })).not.toBeNull();
    });
  });

  describe('if an item is to be fetched in any case', () => {
    it('is neither a stored profile nor that nobody was found', async () => {
      const { pipeline, source } = aPipeline({ PROFILE_MAX_AGE_HOURS: '24' });
      source.add(aProfile());
      for (const force_refresh of [true, false, true]) {
        await batch(pipeline, anItem('ann', { force_refresh }), anItem('nobody', { force_refresh }));
      }
      expect(source.profileCalls).toEqual(['ann', 'nobody', 'ann', 'nobody']);
    });

    it('is nothing about an item of a job', async () => {
      const { pipeline, source } = aPipeline();
      source.add(aProfile());
      await batch(pipeline, anItem('ann'), anItem('nobody'));
      for (const slug of ['ann', 'nobody']) {
        const settled = async (force_refresh: boolean) => {
          const item = anItem(slug, { max_age_hours: force_refresh ? null : 1, force_refresh });
          return pipeline.settled(item, await pipeline.recall([item]));
        };
        expect(await settled(false)).not.toBeNull();
        expect(await settled(true)).toBeNull();
      }
    });
  });

  describe('while the store is away', () => {
    it('is nothing: everybody of a job is fetched, and nobody of a batch, who may be suppressed', async () => {
      const { pipeline, source, store, known } = aPipeline();
      await batch(pipeline, anItem('ann'));
      store.failure = away();
      const recalled = await pipeline.recall([anItem('ann')]);
      expect(await pipeline.settled(anItem('ann', { max_age_hours: 0 }), recalled)).toBeNull();
      const [outcome] = await batch(pipeline, anItem('ann'));
      expect(outcome).toMatchObject({ status: 'failed', failure: { stage: 'resolve', code: 'STORE_UNAVAILABLE' } });
      expect(source.profileCalls).toEqual(['ann']);
      // A job does not try again at once; a batch does, which would be refused otherwise.
      await pipeline.recall([anItem('ann')]);
      expect(known.calls).toHaveLength(3);
      store.failure = null;
      expect(await batch(pipeline, anItem('ann'))).toMatchObject([{ failure: { code: 'PROFILE_NOT_FOUND' } }]);
      jest.setSystemTime(START + 2_000);
      await pipeline.recall([anItem('ann')]);
      expect(known.calls).toHaveLength(5);
    });

    it('is not waited for more than half of the time', async () => {
      const { pipeline, store, known } = aPipeline();
      store.failure = away();
      known.gate = async () => jest.setSystemTime(Date.now() + 30_000);
      await pipeline.recall([anItem('ann')]);
      jest.setSystemTime(START + 60_000 - 1);
      await pipeline.recall([anItem('ann')]);
      expect(known.calls).toHaveLength(1);
      jest.setSystemTime(START + 60_000);
      await pipeline.recall([anItem('ann')]);
      expect(known.calls).toHaveLength(2);
    });

    it('holds up an item for which a stored person would do', async () => {
      const { pipeline, source, store } = aPipeline();
      store.failure = away();
      const item = anItem('ann', { max_age_hours: 1 });
      await expect(pipeline.settled(item, await pipeline.recall([item]))).rejects.toBe(store.failure);
      expect(await batch(pipeline, item)).toMatchObject([{ failure: { stage: 'resolve', code: 'STORE_UNAVAILABLE' } }]);
      expect(source.profileCalls).toEqual([]);
    });
  });
});
