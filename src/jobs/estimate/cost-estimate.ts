import type { KnownLookups } from '../../pipeline/known-lookups.js';
import type { SourceChain } from '../../sources/source-chain.js';
import { lookupsOf } from '../item-lookups.js';
import type { ItemOutcome, JobConfig, JobItem, ListItem } from '../job.js';
import type { ItemPreparer } from '../worker/item-preparer.js';
import type { JobEstimate } from './dto/job-estimate.dto.js';

/** Items whose people are looked up in one query, which takes 1,000 lookups; an item has two at most. */
const ITEMS_AT_ONCE = 500;

/** Counts the items of a list as a worker would decide about them. */
export class CostEstimate {
  private readonly counted: JobEstimate = {
    total: 0,
    from_store: 0,
    known_misses: 0,
    suppressed: 0,
    to_fetch: 0,
    worst_cost: 0,
  };

  constructor(
    private readonly preparer: Pick<ItemPreparer, 'recall' | 'settled'>,
    private readonly sources: SourceChain,
    private readonly config: JobConfig,
  ) {}

  get result(): JobEstimate {
    return this.counted;
  }

  /** @throws StoreUnavailableError */
  async add(items: readonly ListItem[]): Promise<void> {
    for (let start = 0; start < items.length; start += ITEMS_AT_ONCE) {
      await this.addBlock(items.slice(start, start + ITEMS_AT_ONCE).map(pending));
    }
  }

  private async addBlock(items: readonly JobItem[]): Promise<void> {
    const job = { config: this.config };
    const known = await this.preparer.recall(items, job);
    // A worker would fetch everybody then, but an estimate would be wrong.
    if (known.failure) throw known.failure;
    for (const item of items) {
      const settled = await this.preparer.settled(item, job, known);
      this.counted.total += 1;
      if (settled) this.counted[kindOf(settled.outcome)] += 1;
      else {
        this.counted.to_fetch += 1;
        this.counted.worst_cost += this.worstCost(item, known);
      }
    }
  }

  private worstCost(item: JobItem, known: KnownLookups): number {
    const prices = lookupsOf(item, this.sources).flatMap((lookup) => {
      const missing = new Set(known.of(lookup).not_found.map(({ source }) => source));
      return this.sources
        .sourcesBy(lookup.by)
        .flatMap(({ name, source }) => (missing.has(name) ? [] : source.price.person));
    });
    return Math.max(0, ...prices);
  }
}

function kindOf(outcome: ItemOutcome): 'from_store' | 'suppressed' | 'known_misses' {
  if (outcome.success) return 'from_store';
  return outcome.error_type === 'suppressed' ? 'suppressed' : 'known_misses';
}

function pending(item: ListItem, index: number): JobItem {
  return { ...item, job_id: '', email_number: index + 1, attempts: 0 };
}
