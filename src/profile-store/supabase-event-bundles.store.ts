import { Injectable } from '@nestjs/common';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import { EventBundles, type EventBundle } from './event-bundles.store.js';

@Injectable()
export class SupabaseEventBundles extends EventBundles {
  constructor(private readonly supabase: SupabaseGateway) {
    super();
  }

  override take(): Promise<EventBundle[]> {
    return this.supabase.call<EventBundle[]>('take_event_bundles', {});
  }

  override async forget(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.supabase.call<null>('forget_event_bundles', { p_ids: ids });
  }
}
