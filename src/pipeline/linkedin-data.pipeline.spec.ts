import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom } from 'rxjs';
import { aCompany, anExperience, aProfile } from '../../test/support/builders.js';
import { aPipeline, anItem } from '../../test/support/pipeline.js';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { Embedder } from '../embeddings/embedder.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { UNLIMITED_CREDITS } from '../sources/credit-access.js';
import { AccountRefusal } from '../sources/account-refusal.js';
import type { Embedding } from '../model/embedding.js';
import type { IngestOutcome, Ingested } from './ingest-outcome.js';

const atAcme = (slug: string) =>
  aProfile({ public_id: slug, experience: [anExperience({ company: 'Acme', company_id: '7', is_current: true })] });

class AbsentEmbedder extends Embedder {
  readonly model = 'absent';

  embed(): Promise<Embedding[]> {
    return Promise.reject(new UpstreamError('UPSTREAM_ERROR', 'The embedding service cannot be reached'));
  }
}

function ingested(outcome: IngestOutcome | undefined): Ingested {
  if (outcome?.status !== 'completed') throw new Error(`Expected a profile, got ${JSON.stringify(outcome)}`);
  return outcome;
}

describe('LinkedInDataPipeline', () => {
  it('stores the profile with its companies and a vector for each', async () => {
    const { pipeline, source, store } = aPipeline();
    source.add(atAcme('ann')).addCompany(aCompany({ linkedin_id: '7', slug: 'acme' }));

    const outcome = ingested(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS));

    expect(outcome.companies?.map(({ company }) => company.slug)).toEqual(['acme']);
    expect(store.saved[0]?.embedding?.vector).toHaveLength(32);
    expect(store.saved[0]?.companies?.[0]?.company).toMatchObject({ embedding: { vector: expect.any(Array) } });
    expect(store.saved[0]?.companies?.[0]?.positions).toMatchObject([{ title: 'CTO', is_current: true }]);
  });

  it('lets the request override the name', async () => {
    const { pipeline, source } = aPipeline();
    source.add(aProfile());
    expect(ingested(await pipeline.ingest(anItem('ann', { name: 'Dr Ann' }), UNLIMITED_CREDITS)).profile.name).toBe(
      'Dr Ann',
    );
  });

  it('stores the name that was fetched apart from that of the request', async () => {
    const { pipeline, source, store } = aPipeline();
    source.add(aProfile({ name: 'Ann Example' }));
    await pipeline.ingest(anItem('ann', { name: 'Dr Ann' }), UNLIMITED_CREDITS);
    expect(store.saved).toMatchObject([{ name_override: 'Dr Ann', profile: { name: 'Ann Example' } }]);
  });

  it.each([null, 'Dr Ann'])(
    'fails as private where the answer has no name and the stored profile has (name: %p)',
    async (name) => {
      const { pipeline, source, store } = aPipeline();
      source.add(aProfile({ name: 'Ann Example' }));
      await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS);
      source.add(aProfile({ name: null }));
      expect(await pipeline.ingest(anItem('ann', { name }), UNLIMITED_CREDITS)).toMatchObject({
        status: 'failed',
        failure: { stage: 'store', code: 'PROFILE_RESTRICTED', retryable: false },
      });
      expect(store.profiles).toMatchObject([{ name: 'Ann Example' }]);
    },
  );

  it('reports what the store rejects as an unexpected error', async () => {
    const { pipeline, source, store } = aPipeline();
    source.add(aProfile());
    store.refusal = () => new Error('numeric value out of range');
    expect(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS)).toMatchObject({
      status: 'failed',
      failure: { stage: 'store', code: 'INTERNAL_ERROR' },
    });
  });

  it('answers for the others when one profile is private', async () => {
    const { pipeline, source } = aPipeline();
    source.add(aProfile({ public_id: 'a' })).add(aProfile({ public_id: 'c' }));
    source.profiles.set('b', new UpstreamError('PROFILE_RESTRICTED', 'Profile is private', { details: 'why' }));

    const outcomes = await pipeline.ingestBatch(
      ['a', 'b', 'c'].map((slug) => anItem(slug)),
      3,
      UNLIMITED_CREDITS,
    );

    expect(outcomes.map(({ status }) => status)).toEqual(['completed', 'failed', 'completed']);
    expect(outcomes[1]).toMatchObject({
      failure: {
        stage: 'fetch',
        code: 'PROFILE_RESTRICTED',
        message: 'Profile is private',
        details: 'why',
        retryable: false,
      },
    });
  });

  it('says which sources were asked, and which one answered', async () => {
    const { pipeline, source } = aPipeline({ PROFILE_MAX_AGE_HOURS: '1' });
    source.add(aProfile());
    const found = { source: 'fake', sources_asked: [{ source: 'fake', outcome: 'found' }] };
    expect(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS)).toMatchObject(found);
    expect(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS)).toMatchObject({
      cached: true,
      source: 'fake',
      sources_asked: [],
    });
    expect(await pipeline.ingest(anItem('nobody'), UNLIMITED_CREDITS)).toMatchObject({
      failure: { code: 'PROFILE_NOT_FOUND' },
      sources_asked: [{ source: 'fake', outcome: 'not_found' }],
    });
  });

  it.each([
    [new AccountRefusal('No credits are left: buy some'), 'ACCESS_DENIED', 'no_credit'],
    [new UpstreamError('RATE_LIMITED', 'Too many requests', { retryable: true }), 'RATE_LIMITED', 'unavailable'],
  ])('fails so that it may be tried again where no source can be asked: %s', async (error, code, outcome) => {
    const { pipeline, source } = aPipeline();
    source.missing = () => error;
    expect(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS)).toMatchObject({
      failure: { stage: 'fetch', code, message: error.message, retryable: true },
      sources_asked: [{ source: 'fake', outcome }],
    });
  });

  it('fetches no company when none is wanted, and leaves stored links alone', async () => {
    const { pipeline, source, store } = aPipeline();
    source.add(atAcme('ann')).addCompany(aCompany({ linkedin_id: '7' }));
    expect(
      ingested(await pipeline.ingest(anItem('ann', { include_companies: false }), UNLIMITED_CREDITS)).companies,
    ).toBeNull();
    expect(source.companyCalls).toEqual([]);
    expect(store.saved[0]?.companies).toBeNull();
  });

  it('stores the profile and says so when a company cannot be fetched', async () => {
    const { pipeline, source } = aPipeline();
    source.add(atAcme('ann')).addCompany(new UpstreamError('UPSTREAM_ERROR', 'The source answered 500'), 'id:7');
    expect(ingested(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS))).toMatchObject({
      companies: [],
      companies_failed: 1,
      warnings: [
        { stage: 'companies', error: 'Company Acme could not be fetched', details: 'The source answered 500' },
      ],
    });
  });

  it('stores the profile without a vector and says so when nothing can be embedded', async () => {
    const { pipeline, source, store } = aPipeline({}, new AbsentEmbedder());
    source.add(aProfile());
    expect(ingested(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS)).warnings).toMatchObject([
      { stage: 'embed' },
    ]);
    expect(store.saved[0]?.embedding).toBeNull();
  });

  it('fails with STORE_UNAVAILABLE, to be tried again, when the store is away, before anything is paid for', async () => {
    const { pipeline, source, store } = aPipeline();
    source.add(aProfile());
    store.failure = new StoreUnavailableError('away');
    expect(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS)).toMatchObject({
      status: 'failed',
      failure: { stage: 'resolve', code: 'STORE_UNAVAILABLE', retryable: true },
    });
    expect(source.profileCalls).toEqual([]);
  });

  it('fails with STORE_UNAVAILABLE when the store goes away after the fetch', async () => {
    const { pipeline, source, store } = aPipeline();
    source.add(aProfile());
    source.gate = async () => void (store.failure = new StoreUnavailableError('away'));
    expect(await pipeline.ingest(anItem('ann', { include_companies: false }), UNLIMITED_CREDITS)).toMatchObject({
      failure: { stage: 'store', code: 'STORE_UNAVAILABLE', retryable: true },
    });
  });

  describe('a suppressed person', () => {
    const refused = { status: 'failed', failure: { code: 'PERSON_SUPPRESSED', retryable: false } };

    it('is refused before any call, and others of the batch are not', async () => {
      const { pipeline, source, known, suppressions } = aPipeline({ NOT_FOUND_MAX_AGE_HOURS: '0' });
      source.add(aProfile({ public_id: 'ann' })).add(aProfile({ public_id: 'bob' }));
      known.suppressed.add('ann');
      const outcomes = await pipeline.ingestBatch([anItem('ann'), anItem('bob'), anItem('ann')], 3, UNLIMITED_CREDITS);
      expect(outcomes).toMatchObject([refused, { status: 'completed' }, refused]);
      expect(outcomes[0]).toMatchObject({ failure: { stage: 'resolve' }, sources_asked: [] });
      expect(source.profileCalls).toEqual(['bob']);
      expect(suppressions.extended).toEqual([]);
    });

    it('who is found by a slug that nobody knew is not stored, and is suppressed by that slug too', async () => {
      const { pipeline, source, store, suppressions } = aPipeline();
      source.add({ ...aProfile({ public_id: 'ann', linkedin_id: '42' }) }, 'ann-new');
      store.isSuppressed = ({ profile }) => profile.linkedin_id === '42';
      expect(await pipeline.ingest(anItem('ann-new'), UNLIMITED_CREDITS)).toMatchObject({
        ...refused,
        failure: { stage: 'store', message: 'This person asked not to be stored', details: null },
      });
      expect(store.saved).toEqual([]);
      expect(suppressions.extended).toEqual([{ slugs: ['ann', 'ann-new'], linkedin_ids: ['42'], emails: [] }]);
    });
  });

  it('says nothing of the inside when something unexpected happens', async () => {
    const { pipeline, source } = aPipeline();
    source.profiles.set('ann', new TypeError("Cannot read properties of undefined (reading 'secret')"));
    const outcome = await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS);
    expect(outcome).toMatchObject({ status: 'failed', failure: { code: 'INTERNAL_ERROR' } });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });

  it('ends a profile at its deadline although its source never answers', async () => {
    const { pipeline, source } = aPipeline({ PROFILE_DEADLINE_MS: '1000' });
    source.gate = () => new Promise(() => {});
    expect(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS)).toMatchObject({
      status: 'failed',
      failure: { stage: 'fetch', code: 'DEADLINE_EXCEEDED', retryable: true },
    });
  });

  it('ends what is under way when the process ends', async () => {
    const { pipeline, source, shutdown } = aPipeline();
    source.gate = async () => shutdown.end();
    expect(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS)).toMatchObject({
      failure: { code: 'CANCELLED', retryable: true },
    });
  });

  describe('with a maximum age', () => {
    it('answers with the stored profile while it is fresh, without a call', async () => {
      const { pipeline, source } = aPipeline({ PROFILE_MAX_AGE_HOURS: '1' });
      source.add(atAcme('ann')).addCompany(aCompany({ linkedin_id: '7' }));
      const first = ingested(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS));
      const second = ingested(await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS));
      expect(second).toMatchObject({ cached: true, attempts: 0, profile: { id: first.profile.id } });
      expect(second.companies).toHaveLength(1);
      expect(source.profileCalls).toEqual(['ann']);
    });

    it('takes the whole way when the role is another one', async () => {
      const { pipeline, source } = aPipeline({ PROFILE_MAX_AGE_HOURS: '1' });
      source.add(aProfile());
      await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS);
      const outcome = ingested(await pipeline.ingest(anItem('ann', { suggested_role: 'CIO' }), UNLIMITED_CREDITS));
      expect(outcome).toMatchObject({ cached: false, profile: { suggested_role: 'CIO' } });
    });
  });

  describe('a batch', () => {
    it('fetches a member once whom it names twice, and stores the last label', async () => {
      const { pipeline, source, store } = aPipeline();
      source.add(aProfile());
      const outcomes = await pipeline.ingestBatch(
        [anItem('ann'), anItem('ann', { suggested_role: 'CIO' }), anItem('ann')],
        3,
        UNLIMITED_CREDITS,
      );
      expect(source.profileCalls).toEqual(['ann']);
      expect(outcomes.map((outcome) => ingested(outcome).profile.suggested_role)).toEqual(['CTO', 'CIO', 'CTO']);
      expect(store.profiles).toHaveLength(1);
    });

    it('begins no other fetch when nobody waits for the outcomes any longer', async () => {
      const { pipeline, source } = aPipeline();
      const slugs = ['ann', 'bob', 'cat'];
      for (const slug of slugs) source.add(aProfile({ public_id: slug }));
      const gate = Promise.withResolvers<void>();
      source.gate = async (slug) => (slug === 'ann' ? undefined : gate.promise);
      const items = slugs.map((slug) => anItem(slug));
      const first = await firstValueFrom(pipeline.ingestEach(items, 1, UNLIMITED_CREDITS, 'fail'));
      expect(first).toMatchObject({ index: 0, outcome: { status: 'completed' } });
      gate.resolve();
      await turn();
      expect(source.profileCalls).not.toContain('cat');
    });

    it('fetches a company once that many profiles name at the same time', async () => {
      const { pipeline, source, store } = aPipeline();
      const slugs = Array.from({ length: 10 }, (_, index) => `member-${index}`);
      for (const slug of slugs) source.add(atAcme(slug));
      source.addCompany(aCompany({ linkedin_id: '7' }));
      await pipeline.ingestBatch(
        slugs.map((slug) => anItem(slug)),
        5,
        UNLIMITED_CREDITS,
      );
      expect(source.companyCalls).toEqual([['id:7']]);
      expect(store.companies).toHaveLength(1);
    });

    it('answers in the order of the requests, never exceeds max_concurrent and reaches it', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 10 }),
          fc.integer({ min: 1, max: 5 }),
          async (delays, maxConcurrent) => {
            const { pipeline, source } = aPipeline();
            const slugs = delays.map((_, index) => `member-${index}`);
            for (const slug of slugs) source.add(aProfile({ public_id: slug }));
            source.gate = async (slug) => {
              await sleep(1 + (delays[slugs.indexOf(slug)] ?? 0));
            };
            const outcomes = await pipeline.ingestBatch(
              slugs.map((slug) => anItem(slug)),
              maxConcurrent,
              UNLIMITED_CREDITS,
            );
            expect(outcomes.map((outcome) => ingested(outcome).profile.public_id)).toEqual(slugs);
            expect(source.mostInFlight).toBe(Math.min(maxConcurrent, slugs.length));
          },
        ),
        { numRuns: 40 },
      );
    });
  });
});
