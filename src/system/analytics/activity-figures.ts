import { BEARER_TOKEN_USES, EMBEDDING_TOKENS } from '../../common/tally/tally.js';
import { latencyMetric, type TimedStage } from '../../pipeline/stage-times.js';
import type { SpentOverTime } from '../../credits/credit.store.js';
import type { Activity } from '../../events/activity/activity.store.js';
import type { ActivityFigures, ItemFigures, LatencyFigures } from './dto/analytics.dto.js';
import { latencyFigures } from './latency-figures.js';

/** The figures of some hours or days. */
export interface CountedActivity {
  activity: readonly Activity[];
  credits: readonly SpentOverTime[];
}

/** CountedActivity → ActivityFigures */
export function activityFigures({ activity, credits }: CountedActivity): ActivityFigures {
  const counts = new ActivityCounts(activity);
  return {
    jobs: {
      created: counts.of('job.created'),
      completed: counts.of('job.completed'),
      failed: counts.of('job.failed'),
      cancelled: counts.of('job.cancelled'),
      items: itemFigures(counts, 'item'),
    },
    batches: {
      completed: counts.of('batch.completed'),
      cancelled: counts.of('batch.cancelled'),
      items: itemFigures(counts, 'batch_item'),
    },
    latency_ms: {
      fetch: latencyOf(counts, 'fetch'),
      companies: latencyOf(counts, 'companies'),
      embed: latencyOf(counts, 'embed'),
      store: latencyOf(counts, 'store'),
    },
    credits: creditFigures(credits),
    tokens: { bearer_uses: counts.of(BEARER_TOKEN_USES), embedding: counts.of(EMBEDDING_TOKENS) },
    people: { added: counts.of('profile.created'), refreshed: counts.of('profile.updated') },
  };
}

/** The sums of all given hours or days, by metric and label. */
class ActivityCounts {
  private readonly metrics = new Map<string, Record<string, number>>();

  constructor(activity: readonly Activity[]) {
    for (const { metric, counts } of activity) {
      const sums = this.byLabel(metric);
      for (const [label, count] of Object.entries(counts)) sums[label] = (sums[label] ?? 0) + count;
      this.metrics.set(metric, sums);
    }
  }

  of(metric: string): number {
    return this.byLabel(metric)[''] ?? 0;
  }

  byLabel(metric: string): Record<string, number> {
    return this.metrics.get(metric) ?? {};
  }
}

function latencyOf(counts: ActivityCounts, stage: TimedStage): LatencyFigures {
  return latencyFigures(counts.byLabel(latencyMetric(stage)));
}

function itemFigures(
  counts: ActivityCounts,
  kind: 'item' | 'batch_item',
): ItemFigures & { errors: Record<string, number> } {
  const completed = counts.of(`${kind}.completed`);
  const failed = counts.of(`${kind}.failed`);
  const ended = completed + failed;
  return {
    completed,
    failed,
    success_rate: ended === 0 ? null : Math.round((completed / ended) * 10_000) / 10_000,
    errors: counts.byLabel(`${kind}.error`),
  };
}

function creditFigures(spent: readonly SpentOverTime[]) {
  const by_source: Record<string, number> = {};
  for (const { source, credits } of spent) by_source[source] = (by_source[source] ?? 0) + credits;
  return { total: spent.reduce((total, { credits }) => total + credits, 0), by_source };
}
