import { Gauge, type Registry } from 'prom-client';
import type { SystemMetrics } from '../dto/system-metrics.dto.js';
import { labeledGauge } from './labeled-gauge.js';
import type { SharedFigures } from './shared-figures.service.js';
import { usedCredits } from './used-credits.js';

type Figures = Pick<SystemMetrics, 'tokens' | 'jobs' | 'emails' | 'credits'> & SharedFigures;

/**
 * Figures from the stores at the time of the scrape. Every process reports the same ones, so their names begin with
 * `profile_service_shared_`: take the maximum over processes, not the sum. The oldest of them also have a name without that prefix.
 */
export function sharedMetrics(registry: Registry): (figures: Figures) => void {
  const gauge = (name: string, help: string, label: string) => labeledGauge(registry, { name, help, label });
  const both = (name: string, help: string, label: string) => {
    const [shared, older] = [`profile_service_shared_${name}`, `profile_service_${name}`].map((each) =>
      gauge(each, `${help}; the same from every process`, label),
    );
    return (values: Parameters<ReturnType<typeof gauge>>[0]) => (shared?.(values), older?.(values));
  };
  const tokens = both('tokens', 'Tokens in the pool: total, active and available', 'state');
  const tokenUses = both('token_uses_today', 'Uses of active tokens today (UTC): used, available and limit', 'kind');
  const jobs = both('jobs', 'Stored jobs by status', 'status');
  const emails = both('emails', 'Items of stored jobs; waiting counts those of unfinished jobs', 'state');
  const waiting = gauge(
    'profile_service_shared_waiting_jobs',
    'Unfinished jobs that are blocked, by what they wait for; the same from every process',
    'waiting_for',
  );
  const tokenStates = gauge(
    'profile_service_shared_token_states',
    'Tokens in the pool by state; the same from every process',
    'state',
  );
  const depth = gauge(
    'profile_service_shared_queue_jobs',
    'Messages of a queue that could be taken now; the same from every process',
    'queue',
  );
  const age = gauge(
    'profile_service_shared_queue_oldest_age_seconds',
    'How long the first message of a queue could have been taken; the same from every process',
    'queue',
  );
  const outbox = plainGauge(
    registry,
    'profile_service_shared_outbox_rows',
    'Events that are not in the log yet; the same from every process',
  );
  const lag = plainGauge(
    registry,
    'profile_service_shared_outbox_lag_seconds',
    'Age of the first event that is not in the log yet; the same from every process',
  );
  const credits = usedCredits(registry);
  return (figures) => {
    const { tokens: pool, jobs: stored, backlog } = figures;
    tokens(pool && { total: pool.total_tokens, active: pool.active_tokens, available: pool.available_tokens });
    tokenUses(
      pool && { used: pool.total_daily_usage, available: pool.available_capacity, limit: pool.max_daily_capacity },
    );
    jobs(stored && stored.status_breakdown);
    waiting(stored && stored.waiting_breakdown);
    emails(figures.emails && stored && { ...figures.emails, waiting: stored.queue_size });
    tokenStates(figures.tokenStates);
    depth(backlog && Object.fromEntries(backlog.map(({ queue, jobs: count }) => [queue, count])));
    age(backlog && Object.fromEntries(backlog.map(({ queue, oldest_seconds }) => [queue, oldest_seconds])));
    outbox(figures.outbox?.rows ?? null);
    lag(figures.outbox?.oldest_seconds ?? null);
    credits(figures.credits);
  };
}

/** A null adds no sample. */
function plainGauge(registry: Registry, name: string, help: string): (value: number | null) => void {
  const gauge = new Gauge({ name, help, registers: [registry] });
  return (value) => (value === null ? gauge.remove() : gauge.set(value));
}
