import { Counter } from 'prom-client';
import { processMetrics } from '../../../common/metrics/process-metrics.js';

export const attemptsMade = new Counter({
  name: 'profile_service_webhook_attempts_total',
  help: 'Attempts of this process to deliver an event to a webhook: delivered, retrying (tried again later) or failed (given up)',
  labelNames: ['outcome'] as const,
  registers: [processMetrics],
});
