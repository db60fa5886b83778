import { describe, expect, it } from '@jest/globals';
import { aCompany, anExperience, aProfile } from '../../test/support/builders.js';
import { FakeCredits } from '../../test/support/fake-credits.js';
import { aPipeline, anItem } from '../../test/support/pipeline.js';
import { OPEN_ACCESS } from '../../test/support/open-access.js';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { Embedder } from '../embeddings/embedder.js';
import type { Embedding } from '../model/embedding.js';
import { EmailAddress } from '../model/email-address.js';
import { UNLIMITED_CREDITS } from '../sources/credit-access.js';
import { LookupError, type SourcedPerson } from '../sources/sourced-person.js';
import { KnownLookups } from './known-lookups.js';
import type { IntakeItem } from './intake-item.js';
import type { AnswerSlot, LinkedInDataPipeline, Prepared } from './linkedin-data.pipeline.js';

const EMAIL = 'ann@company.com';
const email = EmailAddress.safeParse(EMAIL)!;
const never = new AbortController().signal;
const anywhere: AnswerSlot = (fetch) => fetch();

const anAddress = (given: Partial<IntakeItem> = {}) =>
  anItem('ann', { lookup: { by: 'email', email }, suggested_role: null, include_companies: false, ...given });

async function prepare(pipeline: LinkedInDataPipeline, item = anAddress(), signal = never, inSlot = anywhere) {
  return (await pipeline.prepare(item, { access: OPEN_ACCESS, inSlot, signal, known: new KnownLookups() })) as Prepared;
}

const atAcme = () => aProfile({ experience: [anExperience({ company: 'Acme', company_id: '7', is_current: true })] });

/** Takes until the test ends. */
class EndlessEmbedder extends Embedder {
  readonly model = 'endless';
  readonly asked = Promise.withResolvers<void>();

  embed(): Promise<Embedding[]> {
    this.asked.resolve();
    return new Promise(() => undefined);
  }
}

describe('preparing an item of a job', () => {
  it('finds, enriches, and stores nothing yet', async () => {
    const { pipeline, source, store } = aPipeline();
    source.add(atAcme(), EMAIL);
    const { person, profile } = await prepare(pipeline);
    expect(person).toMatchObject({ source: 'fake', sources_asked: [{ source: 'fake', outcome: 'found' }] });
    expect(profile).toMatchObject({
      profile: person.profile,
      raw: person.raw,
      source: 'fake',
      email: EMAIL,
      requested_slug: null,
      suggested_role: null,
      companies: null,
      embedding: { vector: expect.any(Array) },
    });
    expect(source.companyCalls).toEqual([]);
    expect(store.saved).toEqual([]);
  });

  it('fetches companies where the job wants them', async () => {
    const { pipeline, source } = aPipeline();
    source.add(atAcme(), EMAIL).addCompany(aCompany({ linkedin_id: '7' }));
    const { profile } = await prepare(pipeline, anAddress({ include_companies: true }));
    expect(profile?.companies).toMatchObject([{ company: { value: { linkedin_id: '7' } } }]);
  });

  it('is stored without a company that its credits do not pay for', async () => {
    const { pipeline, source } = aPipeline();
    source.add(atAcme(), EMAIL).addCompany(aCompany({ linkedin_id: '7' }));
    const access = { ...OPEN_ACCESS, credits: new FakeCredits(1) };
    const call = { access, inSlot: anywhere, signal: never, known: new KnownLookups() };
    const prepared = await pipeline.prepare(anAddress({ include_companies: true }), call);
    expect(prepared).toMatchObject({ person: { source: 'fake' }, profile: { email: EMAIL, companies: [] } });
    expect(source.companyCalls).toEqual([]);
  });

  it.each<[string, Partial<IntakeItem>, Parameters<typeof aProfile>[0]]>([
    ['the job stores nobody', { store_profile: false }, {}],
    ['nothing says which member it is', {}, { public_id: null, linkedin_id: null, url: null }],
  ])('has nobody to store where %s, and embeds nothing', async (_, given, values) => {
    const embedder = new EndlessEmbedder();
    const { pipeline, source } = aPipeline({}, embedder);
    source.add(aProfile(values), EMAIL);
    const { person, profile } = await prepare(pipeline, anAddress(given));
    expect(person.profile.name).not.toBeNull();
    expect(profile).toBeNull();
  });

  it('keeps who was fetched while the store is unavailable', async () => {
    const { pipeline, source, store } = aPipeline();
    source.add(atAcme(), EMAIL);
    store.failure = new StoreUnavailableError('away');
    const { profile } = await prepare(pipeline, anAddress({ include_companies: true }));
    expect(profile).toMatchObject({ email: EMAIL, companies: null, embedding: null });
  });

  it('keeps who was fetched when the process ends, or the time is up', async () => {
    for (const isShutdown of [true, false]) {
      const embedder = new EndlessEmbedder();
      const { pipeline, source } = aPipeline({ PROFILE_DEADLINE_MS: '1000' }, embedder);
      source.add(atAcme(), EMAIL);
      const abort = new AbortController();
      const prepared = prepare(pipeline, anAddress(), abort.signal);
      await embedder.asked.promise;
      if (isShutdown) abort.abort(new Error('the process ends'));
      expect((await prepared).profile).toMatchObject({ email: EMAIL, embedding: null });
    }
  });

  it('occupies the slot for the fetch only', async () => {
    const embedder = new EndlessEmbedder();
    const { pipeline, source } = aPipeline({}, embedder);
    source.add(aProfile(), EMAIL);
    const free = Promise.withResolvers<SourcedPerson>();
    const inSlot: AnswerSlot = async (fetch) => {
      const answer = (await fetch()) as SourcedPerson;
      free.resolve(answer);
      return answer;
    };
    const abort = new AbortController();
    const prepared = prepare(pipeline, anAddress(), abort.signal, inSlot);
    expect(await free.promise).toMatchObject({ source: 'fake' });
    abort.abort(new Error('the test ends'));
    await prepared;
  });

  it('says which sources were asked for somebody who was not found', async () => {
    const { pipeline } = aPipeline();
    const failure = await prepare(pipeline).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LookupError);
    expect(failure).toMatchObject({
      code: 'PROFILE_NOT_FOUND',
      sources_asked: [{ source: 'fake', outcome: 'not_found' }],
    });
  });
});

describe('a batch', () => {
  it('fetches the next profile while companies of the last one are fetched', async () => {
    const { pipeline, source } = aPipeline();
    source.add(atAcme()).add(aProfile({ public_id: 'bob' }));
    source.addCompany(aCompany({ linkedin_id: '7' }));
    const reached = Promise.withResolvers<void>();
    source.gate = async (key) => {
      if (key === 'bob') reached.resolve();
      if (key === 'id:7') await reached.promise;
    };
    const outcomes = await pipeline.ingestBatch([anItem('ann'), anItem('bob')], 1, UNLIMITED_CREDITS);
    expect(outcomes.map(({ status }) => status)).toEqual(['completed', 'completed']);
  });
});
