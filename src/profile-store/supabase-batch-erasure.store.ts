import { Injectable } from '@nestjs/common';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import type { PersonKeys } from '../model/person-keys.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { BatchErasureStore, type ReadBatch } from './batch-erasure.store.js';
import { ofBatchValues, toBatchValues, type BatchValues } from './batch.row.js';
import type { StoredBatch } from './batch.store.js';

/** Batches in one page: ten results each, of up to some hundred kilobytes. */
const PAGE = 10;

@Injectable()
export class SupabaseBatchErasureStore extends BatchErasureStore {
  constructor(
    private readonly supabase: SupabaseGateway,
    private readonly digester: PersonDigester,
  ) {
    super();
  }

  override async ofPerson(person: PersonKeys, after: string | null): Promise<ReadBatch[]> {
    const rows = await this.supabase.call<{ batch: BatchValues; version: string }[]>('batches_of_people', {
      p_digests: this.digester.digests(person),
      p_after: after,
      p_limit: PAGE,
    });
    return rows.map(({ batch, version }) => ({ batch: ofBatchValues(batch), version }));
  }

  override replace(batch: StoredBatch, people: readonly PersonKeys[], version: string): Promise<boolean> {
    const digests = new Set(people.flatMap((keys) => this.digester.digests(keys)));
    return this.supabase.call<boolean>('replace_batch', {
      p_batch: { ...toBatchValues(batch), people: [...digests] },
      p_version: version,
    });
  }
}
