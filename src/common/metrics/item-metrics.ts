import { Counter } from 'prom-client';
import { processMetrics } from './process-metrics.js';

/** The two ways to submit people. */
export type Intake = 'batch' | 'job';
/** How the processing of one person ended. */
export type ItemEnd = 'completed' | 'not_found' | 'restricted' | 'suppressed' | 'cancelled' | 'failed';

const items = new Counter({
  name: 'profile_service_items_total',
  help: 'Items of batches and jobs that ended in this process, by how they ended',
  labelNames: ['intake', 'outcome'] as const,
  registers: [processMetrics],
});

export function countItems(intake: Intake, ends: readonly ItemEnd[]): void {
  for (const outcome of ends) items.inc({ intake, outcome });
}
