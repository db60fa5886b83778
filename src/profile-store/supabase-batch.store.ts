import { Injectable } from '@nestjs/common';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import { toBatch, toBatchValues, type BatchRow } from './batch.row.js';
import { BatchStore, type StoredBatch } from './batch.store.js';
import type { PersonKeys } from '../model/person-keys.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { isUuid } from '../common/validation/uuid.js';

@Injectable()
export class SupabaseBatchStore extends BatchStore {
  constructor(
    private readonly supabase: SupabaseGateway,
    private readonly digester: PersonDigester,
  ) {
    super();
  }

  override async save(batch: StoredBatch, people: readonly PersonKeys[]): Promise<boolean[]> {
    const digests = people.map((keys) => this.digester.digests(keys));
    const suppression_key_check = this.digester.keyCheck;
    const suppressed = await this.supabase.call<string[]>('save_batch', {
      p_batch: { ...toBatchValues(batch), people: [...new Set(digests.flat())], suppression_key_check },
    });
    return digests.map((ofPerson) => ofPerson.some((digest) => suppressed.includes(digest)));
  }

  override async findById(id: string): Promise<StoredBatch | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.supabase.call<BatchRow[]>('batch_with_id', { p_id: id });
    return row ? toBatch(row) : null;
  }

  override removeOlderThan(date: Date): Promise<number> {
    return this.supabase.call<number>('remove_batches', { p_before: date.toISOString() });
  }
}
