/** One measurement and its baseline, both from the same run. */
export interface Measurement {
  name: string;
  /** Of both numbers. */
  unit: string;
  measured: number;
  /** What `baseline` is: a computed ideal, or something simpler that was measured. */
  against: string;
  baseline: number;
  ratio: number;
  /** Maximum ratio. */
  goal?: number;
}

/** Of times in milliseconds, and of anything else of which less is better. */
export function compare(
  name: string,
  measured: number,
  against: string,
  baseline: number,
  goal?: number,
  unit = 'ms',
): Measurement {
  return {
    name,
    unit,
    measured: Math.round(measured),
    against,
    baseline: Math.round(baseline),
    ratio: Number((measured / baseline).toFixed(3)),
    goal,
  };
}

/** Of a rate: more is better, so the ratio is the other way round. */
export function compareRate(
  name: string,
  measured: number,
  against: string,
  baseline: number,
  unit: string,
  goal?: number,
): Measurement {
  return { ...compare(name, measured, against, baseline, goal, unit), ratio: Number((baseline / measured).toFixed(3)) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function table(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ name, unit, measured, against, baseline, ratio, goal }) => [
    name,
    `${measured} ${unit}`,
    `${baseline} ${unit}`,
    against,
    ratio.toFixed(3),
    goal === undefined ? '' : `≤ ${Number(goal.toFixed(3))}`,
    goal === undefined ? '' : ratio <= goal ? 'met' : 'MISSED',
  ]);
  const all = [['what', 'measured', 'baseline', 'the baseline is', 'ratio', 'goal', ''], ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  lines.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return lines.join('\n');
}
