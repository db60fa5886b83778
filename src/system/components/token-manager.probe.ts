import { Injectable } from '@nestjs/common';
import { SourceChain } from '../../sources/source-chain.js';
import type { TokenManagerComponent } from '../dto/components.dto.js';
import { StatsService } from '../stats.service.js';
import { degraded, healthy, Probe, unhealthy } from './probe.js';

/** Usage of the daily capacity, in percent, from which the component is degraded. */
const NEARLY_USED_UP = 90;

/** Whether jobs have usable tokens. */
@Injectable()
export class TokenManagerProbe extends Probe<TokenManagerComponent> {
  protected readonly fallback = {
    total_tokens: null,
    active_tokens: null,
    available_tokens: null,
    total_daily_usage: null,
    max_daily_capacity: null,
    available_capacity: null,
    usage_percentage: null,
  };

  constructor(
    private readonly stats: StatsService,
    private readonly sources: SourceChain,
  ) {
    super();
  }

  protected override async probe(): Promise<TokenManagerComponent> {
    const use = this.sources.tokenUse;
    const capacity = await this.stats.tokens().catch((error: unknown) => {
      if (use === 'none' || use === 'optional') return this.fallback;
      throw error;
    });
    // Sources that need no token work without one.
    if (use === 'none' || (use === 'optional' && !capacity.total_tokens)) return healthy(capacity);
    const { total_tokens, active_tokens, available_tokens, usage_percentage } = capacity;
    if (total_tokens === 0) return unhealthy('There are no tokens: add one with POST /tokens/add', capacity);
    if (active_tokens === 0) {
      return unhealthy('No token is active: check GET /tokens/status, then add or reactivate a token', capacity);
    }
    if (available_tokens === 0)
      return degraded('Every active token is cooling down or has reached its daily limit', capacity);
    if ((usage_percentage ?? 0) >= NEARLY_USED_UP) {
      return degraded(`${usage_percentage}% of today's token capacity is used`, capacity);
    }
    return healthy(capacity);
  }
}
