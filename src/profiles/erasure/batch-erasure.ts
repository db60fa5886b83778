import { Injectable } from '@nestjs/common';
import { share, type PersonTraces } from '../../model/person-traces.js';
import { BatchErasureStore, type ReadBatch } from '../../profile-store/batch-erasure.store.js';
import type { BatchRecord } from '../batches/batch-record.js';
import { peopleOf, withheld } from '../batches/withheld-items.js';

/** Removes people from the requests and results of batches. */
@Injectable()
export class BatchErasure {
  constructor(private readonly store: BatchErasureStore) {}

  /** Replaces every entry about the person with one that names nobody; returns how many. */
  async erase(person: PersonTraces): Promise<number> {
    let erased = 0;
    let after: string | null = null;
    for (;;) {
      const page: ReadBatch[] = await this.store.ofPerson(person, after);
      const counts: (number | null)[] = [];
      for (const read of page) counts.push(await this.eraseFrom(read, person));
      erased += counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
      // A batch that was completed meanwhile is read again, with the others of its page.
      if (counts.includes(null)) continue;
      const last = page.at(-1);
      if (last === undefined) return erased;
      after = last.batch.id;
    }
  }

  /** Null if the batch was changed since it was read. */
  private async eraseFrom({ batch, version }: ReadBatch, person: PersonTraces): Promise<number | null> {
    const record = batch as BatchRecord;
    const isAbout = peopleOf(record).map((keys, index) => {
      const id = record.response?.results[index]?.id;
      return share({ ...keys, profile_ids: id ? [id] : [] }, person);
    });
    const count = isAbout.filter(Boolean).length;
    if (count === 0) return 0;
    const left = withheld(record, isAbout);
    return (await this.store.replace(left, peopleOf(left), version)) ? count : null;
  }
}
