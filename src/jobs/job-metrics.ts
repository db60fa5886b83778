import { Counter } from 'prom-client';
import { countItems, type ItemEnd } from '../common/metrics/item-metrics.js';
import { processMetrics } from '../common/metrics/process-metrics.js';
import type { ErrorType, ItemOutcome } from './job.js';

const registers = [processMetrics];

export const jobsCreated = new Counter({
  name: 'profile_service_jobs_created_total',
  help: 'Jobs that this process has accepted',
  registers,
});

export const jobsEnded = new Counter({
  name: 'profile_service_jobs_ended_total',
  help: 'Jobs whose end this process has recorded, by status',
  labelNames: ['status'] as const,
  registers,
});

const ENDS: Partial<Record<ErrorType, ItemEnd>> = {
  not_found: 'not_found',
  user_restricted: 'restricted',
  suppressed: 'suppressed',
};

export function countOutcomes(outcomes: readonly ItemOutcome[]): void {
  countItems(
    'job',
    outcomes.map((outcome) => (outcome.success ? 'completed' : (ENDS[outcome.error_type] ?? 'failed'))),
  );
}
