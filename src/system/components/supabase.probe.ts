import { Injectable } from '@nestjs/common';
import { SupabaseGateway } from '../../infrastructure/supabase/supabase-gateway.js';
import type { SupabaseComponent } from '../dto/components.dto.js';
import { healthy, Probe, type DetailsOf } from './probe.js';

/** Whether profiles can be read and stored. */
@Injectable()
export class SupabaseProbe extends Probe<SupabaseComponent> {
  constructor(private readonly supabase: SupabaseGateway) {
    super();
  }

  protected override get fallback(): DetailsOf<SupabaseComponent> {
    return { side: this.supabase.description, response_time_ms: null };
  }

  protected override async probe(signal: AbortSignal): Promise<SupabaseComponent> {
    const start = performance.now();
    await this.supabase.check(signal);
    return healthy({
      side: this.supabase.description,
      response_time_ms: Math.round(performance.now() - start),
    });
  }
}
