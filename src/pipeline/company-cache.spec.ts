import { describe, expect, it, jest } from '@jest/globals';
import { aCompany } from '../../test/support/builders.js';
import { FakePersonSource } from '../../test/support/fake-person-source.js';
import { settings } from '../../test/support/settings.js';
import { chainOf } from '../../test/support/source-chain.js';
import { until } from '../../test/support/until.js';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
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
    await Promise.all([fetches.fetch(byNumber, never), fetches.fetch(byNumber, never)]);
    await fetches.fetch(bySlug, never);
    expect(source.companyCalls).toHaveLength(1);
  });

  it('asks again after trouble that may pass', async () => {
    const source = new FakePersonSource().addCompany(
      new UpstreamError('UPSTREAM_ERROR', 'down', { retryable: true }),
      'id:7',
    );
    const fetches = fetchesFrom(source);
    await expect(fetches.fetch(byNumber, never)).rejects.toThrow('down');
    source.addCompany(aCompany({ linkedin_id: '7' }));
    await expect(fetches.fetch(byNumber, never)).resolves.toMatchObject({ value: { linkedin_id: '7' } });
  });

  it('does not ask again at once for a company that does not exist', async () => {
    const source = new FakePersonSource();
    const fetches = fetchesFrom(source);
    await expect(fetches.fetch(byNumber, never)).rejects.toThrow('not found');
    await expect(fetches.fetch(byNumber, never)).rejects.toThrow('not found');
    expect(source.companyCalls).toHaveLength(1);
  });

  it('goes on for the others when one of those who wait gives up', async () => {
    const source = new FakePersonSource().addCompany(aCompany({ linkedin_id: '7' }));
    const opened = Promise.withResolvers<void>();
    source.gate = () => opened.promise;
    const fetches = fetchesFrom(source);
    const impatient = new AbortController();
    const first = fetches.fetch(byNumber, impatient.signal);
    const second = fetches.fetch(byNumber, never);
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
    await fetches.fetch(byNumber, never);
    await expect(fetches.fetch({ linkedin_id: '8', slug: null }, never)).rejects.toThrow('not found');
    fetches.purgeExpired();
    expect(fetches.size).toBe(3);
    clock.mockReturnValue(2 * hour);
    await until(async () => (fetches.purgeExpired(), fetches.size === 2 ? true : null));
    clock.mockReturnValue(4 * hour);
    await until(async () => (fetches.purgeExpired(), fetches.size === 0 ? true : null));
    clock.mockRestore();
  });
});
