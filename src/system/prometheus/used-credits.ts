import { Counter, type Registry } from 'prom-client';
import type { CreditMetrics } from '../dto/system-metrics.dto.js';

const NAMES = ['profile_service_shared_credits_used_total', 'profile_service_credits_used_total'];

/** What was spent by source and key, from stored records: every process reports the same, so do not sum it over processes. */
export function usedCredits(registry: Registry): (credits: readonly CreditMetrics[] | null) => void {
  const counters = NAMES.map(
    (name) =>
      new Counter({
        name,
        help: 'Credits billed by the profile sources, by source and API key, for all processes; the key is empty if unknown',
        labelNames: ['source', 'key'] as const,
        registers: [registry],
      }),
  );
  return (credits) => {
    for (const counter of counters) {
      counter.reset();
      for (const { source, key_name, credits: used } of credits ?? [])
        counter.inc({ source, key: key_name ?? '' }, used);
    }
  };
}
