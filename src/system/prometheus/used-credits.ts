import { Counter, type Registry } from 'prom-client';
import type { CreditMetrics } from '../dto/system-metrics.dto.js';

/** What was spent by source and key, from stored records: every process reports the same, so do not sum it over processes. */
export function usedCredits(registry: Registry): (credits: readonly CreditMetrics[] | null) => void {
  const counter = new Counter({
    name: 'profile_service_credits_used_total',
    help: 'Credits billed by the profile sources, by source and API key, for all processes; the key is empty if unknown',
    labelNames: ['source', 'key'] as const,
    registers: [registry],
  });
  return (credits) => {
    counter.reset();
    for (const { source, key_name, credits: used } of credits ?? []) counter.inc({ source, key: key_name ?? '' }, used);
  };
}
