import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCompany, anExperience, aProfile } from '../../test/support/builders.js';
import { aPipeline, anItem } from '../../test/support/pipeline.js';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { EmailAddress } from '../model/email-address.js';
import { AccountRefusal } from '../sources/account-refusal.js';
import { BudgetSpent, UNLIMITED_CREDITS } from '../sources/credit-access.js';
import { invalidData, invalidUrl, notFound, restricted } from '../sources/source.errors.js';
import type { IntakeItem } from './intake-item.js';

const down = () => new UpstreamError('UPSTREAM_ERROR', 'The source is down', { details: 'Try later', retryable: true });

describe('the stored profile of a member whose sources fail', () => {
  let { pipeline, source, store } = aPipeline();
  beforeEach(async () => {
    ({ pipeline, source, store } = aPipeline({ NOT_FOUND_MAX_AGE_HOURS: '0' }));
    const atAcme = anExperience({ company: 'Acme', company_id: '7', is_current: true });
    source.add(aProfile({ experience: [atAcme] })).addCompany(aCompany({ linkedin_id: '7', slug: 'acme' }));
    await pipeline.ingest(anItem('ann'), UNLIMITED_CREDITS);
    source.profiles.clear();
    source.missing = down;
  });

  const answers = (...items: IntakeItem[]) => pipeline.ingestBatch(items, 3, UNLIMITED_CREDITS, 'stored');

  it('is the answer, with the failure as a warning, and nothing is stored', async () => {
    const before = [...store.profiles];
    const [outcome] = await answers(anItem('ann', { suggested_role: 'CIO', name: 'Dr Ann' }));
    expect(outcome).toMatchObject({
      status: 'completed',
      profile: before[0],
      companies: [{ action: 'unchanged', company: { slug: 'acme' } }],
      action: 'unchanged',
      stale: true,
      cached: false,
      source: 'fake',
      sources_asked: [{ source: 'fake', outcome: 'failed' }],
      warnings: [{ stage: 'fetch', error: 'The source is down', details: 'Try later' }],
    });
    expect(store.profiles).toEqual(before);
    expect(store.saved).toHaveLength(1);
  });

  it.each<[string, () => Error]>([
    ['is down', down],
    ['times out', () => new UpstreamError('UPSTREAM_TIMEOUT', 'Too slow', { retryable: true })],
    ['is paused', () => new UpstreamError('UPSTREAM_UNAVAILABLE', 'Paused', { retryable: true })],
    ['limits the rate', () => new UpstreamError('RATE_LIMITED', 'Slow down', { retryable: true })],
    ['refuses the account', () => new AccountRefusal('No credits are left')],
    ['may not be paid', () => new BudgetSpent()],
    ['answers what cannot be read', () => invalidData('profile')],
  ])('is the answer if the source %s', async (_, failure) => {
    source.missing = failure;
    expect(await answers(anItem('ann'))).toMatchObject([{ status: 'completed', stale: true }]);
  });

  it.each<[string, () => Error]>([
    ['not found', () => notFound('profile')],
    ['private', () => restricted('profile')],
    ['under an invalid URL', () => invalidUrl('profile')],
  ])('is not the answer if the member is %s', async (_, failure) => {
    source.missing = failure;
    expect(await answers(anItem('ann'))).toMatchObject([{ status: 'failed', failure: { stage: 'fetch' } }]);
  });

  it('is not the answer if storing fails', async () => {
    source.add(aProfile());
    store.failure = new StoreUnavailableError('away');
    const item = anItem('ann', { include_companies: false });
    expect(await answers(item)).toMatchObject([{ status: 'failed', failure: { code: 'STORE_UNAVAILABLE' } }]);
  });

  it('is not asked for by default', async () => {
    const outcomes = await pipeline.ingestBatch([anItem('ann')], 3, UNLIMITED_CREDITS);
    expect(outcomes).toMatchObject([{ status: 'failed', failure: { code: 'UPSTREAM_ERROR' } }]);
  });

  it('does not exist for a stranger, and cannot be read while the store is away', async () => {
    const failed = { status: 'failed', failure: { stage: 'fetch', code: 'UPSTREAM_ERROR' } };
    expect(await answers(anItem('bob'))).toMatchObject([failed]);
    const findBySlug = store.findBySlug.bind(store);
    let reads = 0;
    // Away after it has said whom the sources know, and that nobody is suppressed.
    store.findBySlug = (slug) => (++reads === 1 ? findBySlug(slug) : Promise.reject(new StoreUnavailableError('away')));
    expect(await answers(anItem('ann'))).toMatchObject([failed]);
    store.findBySlug = findBySlug;
    expect(await answers(anItem('ann'))).toMatchObject([{ stale: true }]);
  });

  it('is found by an email address too', async () => {
    const email = EmailAddress.safeParse('ann@example.com')!;
    source.add(aProfile(), email.value);
    const byEmail = anItem('ann', { lookup: { by: 'email', email } });
    expect(await answers(byEmail)).toMatchObject([{ status: 'completed', stale: false }]);
    source.profiles.clear();
    source.missing = down;
    expect(await answers(byEmail)).toMatchObject([{ status: 'completed', stale: true }]);
  });

  it('comes in the order of the batch, for every item, after one call for a member', async () => {
    source.add(aProfile({ public_id: 'carol' }));
    const before = source.profileCalls.length;
    const outcomes = await answers(
      anItem('ann', { include_companies: false }),
      anItem('bob'),
      anItem('carol'),
      anItem('ann', { suggested_role: 'CISO' }),
    );
    expect(outcomes).toMatchObject([
      { status: 'completed', stale: true, companies: null },
      { status: 'failed' },
      { status: 'completed', stale: false, warnings: [] },
      { status: 'completed', stale: true, companies: [{ company: { slug: 'acme' } }] },
    ]);
    expect(source.profileCalls.slice(before)).toEqual(['ann', 'bob', 'carol']);
  });
});
