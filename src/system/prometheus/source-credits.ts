import { Counter, type Registry } from 'prom-client';
import type { ProfileSourceComponent } from '../dto/components.dto.js';

/** What the profile source has billed to this process since its start, by type of credits. */
export function sourceCredits(registry: Registry): (source: ProfileSourceComponent) => void {
  const credits = new Counter({
    name: 'profile_service_source_credits_total',
    help: 'Credits billed by the profile source to this process',
    labelNames: ['type'] as const,
    registers: [registry],
  });
  return ({ credits_spent }) => {
    credits.reset();
    for (const [type, spent] of Object.entries(credits_spent)) credits.inc({ type }, spent);
  };
}
