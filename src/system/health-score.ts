import type { ComponentHealth } from './dto/component-health.dto.js';
import type { HealthStatus, SystemComponents } from './dto/system-health.dto.js';

/** Weight of each component, 100 in total. A degraded component loses half of its weight, an unhealthy one all of it. */
const WEIGHTS: Readonly<Record<keyof SystemComponents, number>> = {
  supabase: 25,
  job_queue: 25,
  token_manager: 15,
  profile_source: 15,
  linkedin_profiles: 10,
  worker: 5,
  embeddings: 5,
};

const COSTS = { healthy: 0, degraded: 0.5, unhealthy: 1 } as const;

/** Minimum score of each grade; `excellent` requires that there are no issues. */
const THRESHOLDS: readonly (readonly [score: number, status: HealthStatus])[] = [
  [99, 'excellent'],
  [90, 'good'],
  [65, 'fair'],
  [40, 'poor'],
];

export interface HealthScore {
  health_score: number;
  health_status: HealthStatus;
  issues: string[];
}

export function scoreHealth(components: Readonly<Record<keyof SystemComponents, ComponentHealth>>): HealthScore {
  const names = Object.keys(WEIGHTS) as (keyof SystemComponents)[];
  const cost = names.reduce((sum, name) => sum + WEIGHTS[name] * COSTS[components[name].status], 0);
  const health_score = Math.floor(100 - cost);
  return {
    health_score,
    health_status: THRESHOLDS.find(([least]) => health_score >= least)?.[1] ?? 'critical',
    issues: names.flatMap((name) => {
      const { status, problem } = components[name];
      return status === 'healthy' ? [] : [`${name} is ${status}: ${problem}`];
    }),
  };
}
