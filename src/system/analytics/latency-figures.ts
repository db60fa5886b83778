import { durationOf } from '../../pipeline/stage-times.js';
import type { LatencyFigures } from './dto/analytics.dto.js';

/** Percentiles of a histogram. @param counts by bin */
export function latencyFigures(counts: Readonly<Record<string, number>>): LatencyFigures {
  const bins = Object.entries(counts)
    .map(([bin, count]): Bin => ({ bin: Number(bin), count }))
    .toSorted((a, b) => a.bin - b.bin);
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  return { count, p50: percentile(bins, count * 0.5), p95: percentile(bins, count * 0.95) };
}

interface Bin {
  bin: number;
  count: number;
}

/** The duration that this number of calls did not exceed, in whole milliseconds; null if there is none. */
function percentile(bins: readonly Bin[], rank: number): number | null {
  let below = 0;
  const found = bins.find(({ count }) => (below += count) >= rank);
  return found ? Math.max(1, Math.round(durationOf(found.bin))) : null;
}
