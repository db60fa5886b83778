import { Logger } from '@nestjs/common';
import { MemoryStore, type IncrementResponse, type Options, type Store } from 'express-rate-limit';
import { LRUCache } from 'lru-cache';
import { withTimeout } from '../lifecycle/with-timeout.js';
import type { SharedHits } from './shared-hits.js';

/** Longest wait for the shared counter, in milliseconds. */
const TIMEOUT_MS = 1_000;
/** How long this process counts alone after the shared counter failed, in milliseconds. */
const ALONE_MS = 10_000;
/** The share of the limit that a process takes at once. */
const BLOCKS_PER_LIMIT = 60;
/** Clients that this process remembers; a forgotten one costs one more call. */
const MOST_CLIENTS = 10_000;

/** The hits that this process has taken from the shared counter of a client, in one minute. */
interface Block {
  /** Number of the latest hit in this minute; the next one is one higher. */
  used: number;
  /** Number of the last hit in the block. */
  last: number;
  /** End of the minute, in milliseconds since the epoch. */
  until: number;
  /** Requests that wait for a new block. */
  waiting: number;
  taking?: Promise<void>;
}

/**
 * Counts requests for all replicas. A process takes a small block of hits at once, so that not every request asks the database; a
 * block that is not used up counts against the client until the minute is over. If the database is unavailable, requests are let
 * through up to the limit of each process.
 */
export class SharedRateLimitStore implements Store {
  readonly localKeys = false;
  private readonly logger = new Logger('RateLimit');
  private readonly blocks = new LRUCache<string, Block>({ max: MOST_CLIENTS });
  private readonly alone = new MemoryStore();
  private readonly blockSize: number;
  private aloneUntil = 0;

  constructor(
    private readonly hits: SharedHits,
    private readonly limit: number,
  ) {
    this.blockSize = Math.max(1, Math.floor(limit / BLOCKS_PER_LIMIT));
  }

  init(options: Options): void {
    this.alone.init(options);
  }

  async increment(key: string): Promise<IncrementResponse> {
    while (performance.now() >= this.aloneUntil) {
      const block = this.blockOf(key);
      if (block.used < block.last || block.used >= this.limit) return counted(block);
      await this.takeMore(key, block);
    }
    return this.alone.increment(key);
  }

  decrement(): void {
    // Only called with options that are not used here.
  }

  resetKey(key: string): void {
    this.blocks.delete(key);
  }

  shutdown(): void {
    this.alone.shutdown();
  }

  private blockOf(key: string): Block {
    let block = this.blocks.get(key);
    if (block === undefined || (block.until <= Date.now() && block.taking === undefined)) {
      block = { used: 0, last: 0, until: Number.POSITIVE_INFINITY, waiting: 0 };
      this.blocks.set(key, block);
    }
    return block;
  }

  /** One call at a time for each client. */
  private async takeMore(key: string, block: Block): Promise<void> {
    block.waiting += 1;
    block.taking ??= this.take(key, block).finally(() => (block.taking = undefined));
    await block.taking;
    block.waiting -= 1;
  }

  private async take(key: string, block: Block): Promise<void> {
    try {
      const wanted = Math.max(this.blockSize, block.waiting);
      const { total, leftMs } = await withTimeout(TIMEOUT_MS, () => this.hits.add(key, wanted));
      Object.assign(block, { used: total - wanted, last: total, until: Date.now() + leftMs });
      if (this.aloneUntil > 0) this.logger.log('Requests are counted for all processes again');
      this.aloneUntil = 0;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (this.aloneUntil === 0) this.logger.warn({ reason }, 'Each process counts requests separately for now');
      this.aloneUntil = performance.now() + ALONE_MS;
    }
  }
}

function counted(block: Block): IncrementResponse {
  block.used += 1;
  return { totalHits: block.used, resetTime: new Date(block.until) };
}
