import { Counter, Histogram } from 'prom-client';
import { processMetrics } from '../common/metrics/process-metrics.js';

/** In seconds; a source that researches a person takes up to a minute. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120];

const registers = [processMetrics];

const duration = new Histogram({
  name: 'profile_service_upstream_request_duration_seconds',
  help: 'Duration of calls to a source of profiles, by what was asked for and how the call ended',
  labelNames: ['source', 'asked_for', 'outcome'] as const,
  buckets: BUCKETS,
  registers,
});

const retries = new Counter({
  name: 'profile_service_upstream_retries_total',
  help: 'Calls to a source of profiles that were made because the one before had failed',
  labelNames: ['source'] as const,
  registers,
});

export interface EndedCall {
  source: string;
  asked_for: string;
  /** `found`, or the code of the failure in lower case. */
  outcome: string;
}

export function callEnded(call: EndedCall, seconds: number): void {
  duration.observe({ ...call }, seconds);
}

export function callRetried(source: string): void {
  retries.inc({ source });
}
