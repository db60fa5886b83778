import { Injectable } from '@nestjs/common';
import { HOUR_MS } from '../durations.js';

/** Tokens that the embedding service has charged. */
export const EMBEDDING_TOKENS = 'tokens.embedding';
/** Uses of bearer tokens. */
export const BEARER_TOKEN_USES = 'tokens.bearer';

/** Things of one kind that happened in one hour. */
export interface Counted {
  /** Within the hour, in UTC. */
  at: Date;
  metric: string;
  /** Of a fixed set for each metric; empty if there is nothing to distinguish. */
  label: string;
  count: number;
}

/** Counts what this process does where no stored record shows it. The counts are in memory until they are taken and stored. */
@Injectable()
export class Tally {
  private counts = new Map<string, Counted>();

  add(metric: string, label: string, count: number, at = new Date()): void {
    const key = `${Math.floor(at.getTime() / HOUR_MS)} ${metric} ${label}`;
    const counted = this.counts.get(key);
    if (counted) counted.count += count;
    else this.counts.set(key, { at, metric, label, count });
  }

  /** The counts since the last call. */
  take(): Counted[] {
    const taken = [...this.counts.values()];
    this.counts = new Map();
    return taken;
  }
}
