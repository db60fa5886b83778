import { describe, expect, it, jest } from '@jest/globals';
import { aCompany } from '../../test/support/builders.js';
import { FakeCredits } from '../../test/support/fake-credits.js';
import { FakePersonSource } from '../../test/support/fake-person-source.js';
import { settings } from '../../test/support/settings.js';
import { chainOf } from '../../test/support/source-chain.js';
import { until } from '../../test/support/until.js';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { BudgetSpent, UNLIMITED_CREDITS } from '../sources/credit-access.js';
import { CompanyCache } from './company-cache.js';

const byNumber = { linkedin_id: '7', slug: null };
const bySlug = { linkedin_id: null, slug: 'acme' };
const never = new AbortController().signal;

function fetchesFrom(source: FakePersonSource) {
  return new CompanyCache(chainOf(source), settings(), new Shutdown());
}

describe('CompanyFetches', () => {
  it('asks once for a company that is wanted again', async () => {
    const source = new FakePersonSource().addCompany(aCompany({ linkedin_id: '7', slug: 'acme' }));
    const fetches = fetchesFrom(source);
    await Promise.all([
      fetches.fetch(byNumber, UNLIMITED_CREDITS, never),
      fetches.fetch(byNumber, UNLIMITED_CREDITS, never),
    ]);
    await fetches.fetch(bySlug, UNLIMITED_CREDITS, never);
    expect(source.companyCalls).toHaveLength(1);
  });

  it('asks again after trouble that may pass', async () => {
    const source = new FakePersonSource().addCompany(
      new UpstreamError('UPSTREAM_ERROR', 'down', { retryable: true }),
      'id:7',
    );
    const fetches = fetchesFrom(source);
    await expect(fetches.fetch(byNumber, UNLIMITED_CREDITS, never)).rejects.toThrow('down');
    source.addCompany(aCompany({ linkedin_id: '7' }));
    await expect(fetches.fetch(byNumber, UNLIMITED_CREDITS, never)).resolves.toMatchObject({
      value: { linkedin_id: '7' },
    });
  });

  it('is paid by the caller who starts the fetch', async () => {
    const source = new FakePersonSource().addCompany(aCompany({ linkedin_id: '7' }));
    const [first, second] = [new FakeCredits(), new FakeCredits()];
    const fetches = fetchesFrom(source);
    await Promise.all([fetches.fetch(byNumber, first, never), fetches.fetch(byNumber, second, never)]);
    expect([first.spent, second.spent]).toEqual([1, 0]);
  });

  it('is fetched for the others if who started it has no credits left', async () => {
    const source = new FakePersonSource().addCompany(aCompany({ linkedin_id: '7' }));
    const fetches = fetchesFrom(source);
    const [poor, rich] = [new FakeCredits(0), new FakeCredits()];
    const refused = fetches.fetch(byNumber, poor, never);
    const others = [fetches.fetch(byNumber, rich, never), fetches.fetch(byNumber, rich, never)];
    await expect(refused).rejects.toBeInstanceOf(BudgetSpent);
    await expect(Promise.all(others)).resolves.toHaveLength(2);
    expect(rich.spent).toBe(1);
  });

  it('does not ask again at once for a company that does not exist', async () => {
    const source = new FakePersonSource();
    const fetches = fetchesFrom(source);
    await expect(fetches.fetch(byNumber, UNLIMITED_CREDITS, never)).rejects.toThrow('not found');
    await expect(fetches.fetch(byNumber, UNLIMITED_CREDITS, never)).rejects.toThrow('not found');
    expect(source.companyCalls).toHaveLength(1);
  });

  it('goes on for the others when one of those who wait gives up', async () => {
    const source = new FakePersonSource().addCompany(aCompany({ linkedin_id: '7' }));
    const opened = Promise.withResolvers<void>();
    source.gate = () => opened.promise;
    const fetches = fetchesFrom(source);
    const impatient = new AbortController();
    const first = fetches.fetch(byNumber, UNLIMITED_CREDITS, impatient.signal);
    const second = fetches.fetch(byNumber, UNLIMITED_CREDITS, never);
    impatient.abort(new Error('too long'));
    await expect(first).rejects.toThrow('too long');
    opened.resolve();
    await expect(second).resolves.toMatchObject({ value: { linkedin_id: '7' } });
  });

  it('gives the memory of what is out of date back, and of nothing else', async () => {
    const hour = 3_600_000;
    const clock = jest.spyOn(performance, 'now').mockReturnValue(hour);
    const source = new FakePersonSource().addCompany(aCompany({ linkedin_id: '7', slug: 'acme' }));
    const fetches = new CompanyCache(chainOf(source), settings({ COMPANY_MAX_AGE_HOURS: '2' }), new Shutdown());
    await fetches.fetch(byNumber, UNLIMITED_CREDITS, never);
    await expect(fetches.fetch({ linkedin_id: '8', slug: null }, UNLIMITED_CREDITS, never)).rejects.toThrow(
      'not found',
    );
    fetches.purgeExpired();
    expect(fetches.size).toBe(3);
    clock.mockReturnValue(2 * hour);
    await until(async () => (fetches.purgeExpired(), fetches.size === 2 ? true : null));
    clock.mockReturnValue(4 * hour);
    await until(async () => (fetches.purgeExpired(), fetches.size === 0 ? true : null));
    clock.mockRestore();
  });
});
