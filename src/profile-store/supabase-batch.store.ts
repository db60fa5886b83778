import { Injectable } from '@nestjs/common';
import { decodeCursor, pageOf } from '../common/pagination/cursor.js';
import type { Page, PageRequest } from '../common/pagination/page.js';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import { toBatch, toBatchValues, toListedBatch, type BatchRow, type ListedBatchRow } from './batch.row.js';
import { BatchStore, type BatchFilter, type BatchSave, type ListedBatch, type StoredBatch } from './batch.store.js';
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

  override async save(batch: StoredBatch, people: readonly PersonKeys[]): Promise<BatchSave> {
    const digests = people.map((keys) => this.digester.digests(keys));
    const suppression_key_check = this.digester.keyCheck;
    const saved = await this.supabase.call<{ suppressed: string[]; revision: number | null }>('store_batch', {
      p_batch: { ...toBatchValues(batch), people: [...new Set(digests.flat())], suppression_key_check },
    });
    const suppressed = digests.map((ofPerson) => ofPerson.some((digest) => saved.suppressed.includes(digest)));
    return { suppressed, revision: saved.revision };
  }

  override async findById(id: string): Promise<StoredBatch | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.supabase.call<BatchRow[]>('batch_with_id', { p_id: id });
    return row ? toBatch(row) : null;
  }

  override async list({ status }: BatchFilter, { limit, cursor }: PageRequest): Promise<Page<ListedBatch>> {
    const found = await this.supabase.call<{ rows: ListedBatchRow[]; total: number }>('list_batches', {
      p_status: status ?? null,
      p_limit: limit + 1,
      p_before: cursor === undefined ? null : decodeCursor(cursor, 1)[0],
    });
    return pageOf(found, limit, ({ seq }) => [seq], toListedBatch);
  }

  override removeEndedBefore(date: Date): Promise<number> {
    return this.supabase.call<number>('remove_batches', { p_before: date.toISOString() });
  }
}
