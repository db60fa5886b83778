import { Injectable } from '@nestjs/common';
import { Tally } from '../common/tally/tally.js';
import type { Stage } from '../model/failure.js';

/** The stages that take time. */
export type TimedStage = Exclude<Stage, 'resolve'>;

/** Four bins for each doubling, so a time is known to 10 %. */
const BINS_PER_DOUBLING = 4;
/** About half an hour, longer than any stage may take. */
const LAST_BIN = 84;

/** The bin of a duration in a histogram; each is 19 % longer than the one before, and the first ends at 1 ms. */
export function binOf(ms: number): number {
  return Math.min(Math.ceil(BINS_PER_DOUBLING * Math.log2(Math.max(ms, 1))), LAST_BIN);
}

/** The duration in the middle of a bin, in milliseconds. */
export function durationOf(bin: number): number {
  return 2 ** ((bin - 0.5) / BINS_PER_DOUBLING);
}

/** The metric of a stage in the tally, whose labels are bins. */
export const latencyMetric = (stage: TimedStage) => `latency.${stage}`;

/** Counts how long the stages took, for the percentiles of analytics. */
@Injectable()
export class StageTimes {
  constructor(private readonly tally: Tally) {}

  /** @param people number of people that the work was for */
  async measure<T>(stage: TimedStage, work: () => Promise<T>, people = 1): Promise<T> {
    const started = performance.now();
    const result = await work();
    this.add(stage, performance.now() - started, people);
    return result;
  }

  add(stage: TimedStage, ms: number, people = 1): void {
    this.tally.add(latencyMetric(stage), String(binOf(ms)), people);
  }
}
