import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { SupabaseGateway } from '../../infrastructure/supabase/supabase-gateway.js';
import { CACHE_MS, TIMEOUT_MS } from './probe.js';

/** Whether profiles can be read and stored. */
@Injectable()
export class SupabaseHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly supabase: SupabaseGateway,
  ) {}

  check() {
    return this.indicators
      .check('supabase')
      .attempt(({ signal }) => this.supabase.check(signal))
      .withTimeout(TIMEOUT_MS)
      .cacheFor(CACHE_MS);
  }
}
