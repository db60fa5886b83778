import { Injectable } from '@nestjs/common';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import { BatchStore, type StoredBatch } from './batch.store.js';
import type { PersonKeys } from '../model/person-keys.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { isUuid } from '../common/validation/uuid.js';

interface BatchRow extends Omit<StoredBatch, 'created_at' | 'started_at' | 'completed_at'> {
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
}

/** A batch as the argument of the database function `save_batch`, with its documents as JSON text. */
interface BatchValues extends BatchRow {
  request: string | null;
  response: string | null;
}

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
      p_batch: { ...toValues(batch), people: [...new Set(digests.flat())], suppression_key_check },
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

function toValues(batch: StoredBatch): BatchValues {
  return {
    ...batch,
    request: toJsonText(batch.request),
    response: toJsonText(batch.response),
    created_at: batch.created_at.toISOString(),
    started_at: batch.started_at?.toISOString() ?? null,
    completed_at: batch.completed_at?.toISOString() ?? null,
  };
}

function toJsonText(document: unknown): string | null {
  return document === null ? null : JSON.stringify(document);
}

function toBatch({ people: _people, ...row }: BatchRow & { people?: unknown }): StoredBatch {
  return {
    ...row,
    created_at: new Date(row.created_at),
    started_at: row.started_at === null ? null : new Date(row.started_at),
    completed_at: row.completed_at === null ? null : new Date(row.completed_at),
  };
}
