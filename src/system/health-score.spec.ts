import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { componentStatuses, type ComponentStatus } from './dto/component-health.dto.js';
import { healthStatuses, type SystemComponents } from './dto/system-health.dto.js';
import { scoreHealth } from './health-score.js';

type Name = keyof SystemComponents;
const NAMES: readonly Name[] = [
  'token_manager',
  'job_queue',
  'linkedin_profiles',
  'supabase',
  'embeddings',
  'profile_source',
  'worker',
];

const health = (status: ComponentStatus) => ({ status, problem: status === 'healthy' ? null : 'Something' });

function components(given: Partial<Record<Name, ComponentStatus>>) {
  return Object.fromEntries(NAMES.map((name) => [name, health(given[name] ?? 'healthy')])) as Parameters<
    typeof scoreHealth
  >[0];
}

describe('the health score', () => {
  it.each<[Partial<Record<Name, ComponentStatus>>, number, string]>([
    [{}, 100, 'excellent'],
    [{ embeddings: 'degraded' }, 97, 'good'],
    [{ linkedin_profiles: 'unhealthy' }, 90, 'good'],
    [{ token_manager: 'unhealthy' }, 85, 'fair'],
    [{ supabase: 'unhealthy' }, 75, 'fair'],
    [{ supabase: 'unhealthy', job_queue: 'unhealthy' }, 50, 'poor'],
    [{ supabase: 'unhealthy', job_queue: 'unhealthy', token_manager: 'unhealthy' }, 35, 'critical'],
    [Object.fromEntries(NAMES.map((name) => [name, 'unhealthy'])), 0, 'critical'],
  ])('with %j is %i, %s', (given, score, status) => {
    expect(scoreHealth(components(given))).toMatchObject({ health_score: score, health_status: status });
  });

  it('comes with one sentence for each component that is not healthy', () => {
    expect(scoreHealth(components({ worker: 'degraded', supabase: 'unhealthy' })).issues).toEqual([
      'supabase is unhealthy: Something',
      'worker is degraded: Something',
    ]);
  });

  it('never rises when a component gets worse, and is excellent only without an issue', () => {
    const statuses = fc.record(Object.fromEntries(NAMES.map((name) => [name, fc.constantFrom(...componentStatuses)])));
    fc.assert(
      fc.property(statuses, fc.constantFrom(...NAMES), (given, worse) => {
        const before = scoreHealth(components(given));
        const after = scoreHealth(components({ ...given, [worse]: 'unhealthy' }));
        expect(after.health_score).toBeLessThanOrEqual(before.health_score);
        expect(healthStatuses.indexOf(after.health_status)).toBeGreaterThanOrEqual(
          healthStatuses.indexOf(before.health_status),
        );
        expect(before.health_status === 'excellent').toBe(before.issues.length === 0);
        expect(after.health_score).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
