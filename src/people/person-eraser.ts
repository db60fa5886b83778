import { Injectable } from '@nestjs/common';
import { Residue } from '../infrastructure/residue/residue.js';
import { JobErasure } from '../jobs/erasure/job-erasure.js';
import { allOf, LinkedInProfileErasure } from '../linkedin-profiles/erasure/linkedin-profile-erasure.js';
import type { PersonTraces } from '../model/person-traces.js';
import { ErasureStore } from '../profile-store/erasure.store.js';
import { BatchErasure } from '../profiles/erasure/batch-erasure.js';
import { PersonDataRegistry } from '../suppression/person-data.js';
import { PersonDigester } from '../suppression/person-digester.js';
import type { Suppressor } from '../suppression/suppression.js';
import { Suppressions } from '../suppression/suppressions.js';
import { erasureStarted } from './erasure-journal.js';
import { PersonCollector } from './person/person-collector.js';
import { sizeOf } from './person/person-merge.js';
import type { ErasureReceipt, Removed } from './receipts/erasure-receipt.js';
import { ErasureReceipts } from './receipts/erasure-receipts.js';

/** Pages of the table of LinkedIn profiles that an erasure reads, each up to 1 MB; ErasedRows reads the rest of a larger table. */
const SEARCHED_PAGES = 10;

type Erase = () => Promise<Partial<Removed>>;

/** Erases people from all stores. */
@Injectable()
export class PersonEraser {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly digester: PersonDigester,
    private readonly collector: PersonCollector,
    private readonly receipts: ErasureReceipts,
    private readonly people: ErasureStore,
    private readonly jobs: JobErasure,
    private readonly batches: BatchErasure,
    private readonly rows: LinkedInProfileErasure,
    private readonly others: PersonDataRegistry,
    private readonly residue: Residue,
  ) {}

  /**
   * May be repeated, also after it failed: the person is suppressed first, so nothing new is stored, and the store that identifies the
   * person best is erased last.
   * @throws StoreUnavailableError if a store is unavailable; what was erased until then is in the receipt
   */
  async erase(given: PersonTraces, key_name: string): Promise<ErasureReceipt & { erased_at: Date }> {
    const by: Suppressor = { reason: 'erasure', created_by: key_name };
    await this.suppressions.add(this.digester.digests(given), by);
    const { receipt_id } = await this.receipts.open(this.digester.digests(given), key_name);
    const journal = erasureStarted(receipt_id, key_name);
    try {
      const receipt = await this.eraseFromStores(receipt_id, given, by);
      journal.completed(receipt);
      return receipt;
    } catch (error) {
      journal.failed(error);
      throw error;
    }
  }

  private async eraseFromStores(receipt_id: string, given: PersonTraces, by: Suppressor) {
    const person = await this.suppressed(given, by);
    const digests = this.digester.digests(person);
    const stores: Erase[] = [
      async () => ({ job_items: await this.jobs.erase(person) }),
      async () => ({ batch_results: await this.batches.erase(person) }),
      async () => ({ linkedin_profiles: await this.eraseRows(person) }),
      ...this.others.all().map((data) => async () => ({ [data.kind]: await data.erase(person) })),
      () => this.people.erase(person),
    ];
    for (const erase of stores) await this.receipts.add(receipt_id, digests, await erase());
    await this.residue.request();
    return this.receipts.finish(receipt_id);
  }

  /** All identifiers of the person, suppressed too. Repeats until it finds no more, because more may be stored in the meantime. */
  private async suppressed(given: PersonTraces, by: Suppressor): Promise<PersonTraces> {
    const person = await this.collector.collect(given);
    if (sizeOf(person) === sizeOf(given)) return person;
    await this.suppressions.add(this.digester.digests(person), by);
    return this.suppressed(person, by);
  }

  private async eraseRows(person: PersonTraces): Promise<number> {
    let erased = await this.rows.erase(person);
    let after: string | null = null;
    for (let page = 0; page < SEARCHED_PAGES; page += 1) {
      const { deleted, next } = await this.rows.erasePage(after, allOf(person));
      erased += deleted;
      after = next;
      if (after === null) break;
    }
    return erased;
  }
}
