import { describe, expect, it } from '@jest/globals';
import { anItem } from '../../../test/contract/job-store.builders.js';
import { FakePersonSource } from '../../../test/support/fake-person-source.js';
import { guarded } from '../../../test/support/source-chain.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { EmailAddress } from '../../model/email-address.js';
import { KnownLookups } from '../../pipeline/known-lookups.js';
import { lookupKey } from '../../pipeline/intake-item.js';
import { SourceChain } from '../../sources/source-chain.js';
import type { JobConfig, JobItem } from '../job.js';
import type { PreparedItem } from '../worker/prepared-item.js';
import { CostEstimate } from './cost-estimate.js';

const config = {} as JobConfig;
const withUrl = (email: string | null) => ({ ...anItem(email), linkedin_url: 'https://www.linkedin.com/in/ann/' });

function sourceAt(name: string, person: number): FakePersonSource {
  const source = new FakePersonSource(name);
  source.price = { person, company: 9 };
  return source;
}

/** Of `cheap` for both kinds of lookups, and `dear` for email addresses. */
function chain(): SourceChain {
  const cheap = guarded(sourceAt('cheap', 1));
  return new SourceChain([cheap], [cheap, guarded(sourceAt('dear', 5))]);
}

/** Decides nothing without a call, unless the email address says how. */
class FakePreparer {
  readonly blocks: number[] = [];
  known = new KnownLookups();

  async recall(items: readonly JobItem[]): Promise<KnownLookups> {
    this.blocks.push(items.length);
    return this.known;
  }

  async settled({ email }: Pick<JobItem, 'email'>): Promise<PreparedItem | null> {
    const success = email?.startsWith('stored');
    return success || email?.startsWith('missing') ? ({ outcome: { success } } as PreparedItem) : null;
  }
}

describe('an estimate', () => {
  it('counts every item once, in blocks that can be looked up at once', async () => {
    const preparer = new FakePreparer();
    const estimate = new CostEstimate(preparer, chain(), config);
    const names = ['stored', 'missing', 'other', 'other'];
    const items = Array.from({ length: 2_000 }, (_, index) => anItem(`${names[index % 4]}-${index}@example.com`));
    await estimate.add(items.slice(0, 1_200));
    await estimate.add(items.slice(1_200));
    expect(estimate.result).toEqual({
      total: 2_000,
      from_store: 500,
      known_misses: 500,
      suppressed: 0,
      to_fetch: 1_000,
      worst_cost: 5_000,
    });
    expect(Math.max(...preparer.blocks)).toBeLessThanOrEqual(500);
  });

  it('takes the most expensive source that may be asked for an item', async () => {
    const preparer = new FakePreparer();
    const worstOf = async (item: Parameters<CostEstimate['add']>[0][number]) => {
      const estimate = new CostEstimate(preparer, chain(), config);
      await estimate.add([item]);
      return estimate.result.worst_cost;
    };
    expect(await worstOf(withUrl(null))).toBe(1);
    expect(await worstOf(withUrl('ann@example.com'))).toBe(5);
    const email = EmailAddress.safeParse('ann@example.com')!;
    const not_found = [{ source: 'dear', at: new Date(), until: new Date() }];
    const known = new Map([
      [lookupKey({ lookup: { by: 'email', email } }), { suppressed: false, person: null, not_found }],
    ]);
    preparer.known = new KnownLookups(known);
    expect(await worstOf(withUrl('ann@example.com'))).toBe(1);
  });

  it('fails while nothing can be looked up', async () => {
    const preparer = new FakePreparer();
    preparer.known = new KnownLookups(new Map(), new StoreUnavailableError('away'));
    const estimate = new CostEstimate(preparer, chain(), config);
    await expect(estimate.add([anItem('ann@example.com')])).rejects.toThrow(StoreUnavailableError);
  });
});
