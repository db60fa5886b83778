import { Injectable } from '@nestjs/common';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import type { NoToken, TokenRefusal } from '../tokens/token-pool.js';
import { TokenLease } from '../tokens/token-lease.js';
import { TokenPool } from '../tokens/token-pool.js';

/** A block of uses, and how many of them were handed out. */
interface Block {
  lease: TokenLease;
  taken: number;
}

/** Hands out single uses of leased tokens to the fetches of this process. Fetches of one job share a block. */
@Injectable()
export class TokenDispenser {
  private readonly blocks = new Map<string, Block>();
  /** One lease at a time for each block, so that callers that come together do not reserve a block each. */
  private readonly leasing = new Map<string, Promise<unknown>>();

  constructor(private readonly pool: TokenPool) {}

  /**
   * A lease of which one use belongs to the caller, or why there is none.
   * @param name what shares a block: a job
   * @param size uses of one token before the next one takes over
   * @param refused ids of tokens that were refused for this call already
   */
  async take(
    name: string,
    size: number,
    refused: readonly string[],
    signal: AbortSignal,
  ): Promise<TokenLease | NoToken> {
    for (;;) {
      signal.throwIfAborted();
      const block = this.blocks.get(name);
      if (block && isGood(block, refused)) {
        block.taken += 1;
        return block.lease;
      }
      const busy = this.leasing.get(name);
      if (busy) {
        await busy;
        continue;
      }
      const none = await this.replace(name, size, refused, signal);
      if (none) return none;
    }
  }

  refused(lease: TokenLease, refusal: TokenRefusal): Promise<void> {
    return this.pool.report(lease, refusal);
  }

  /** Gives back what nobody used, when the job rests or the process ends. */
  async release(name: string): Promise<void> {
    const block = this.blocks.get(name);
    if (!block) return;
    this.blocks.delete(name);
    await this.giveBack(block);
  }

  private replace(
    name: string,
    size: number,
    refused: readonly string[],
    signal: AbortSignal,
  ): Promise<NoToken | null> {
    const leasing = this.lease(name, size, refused, signal).finally(() => this.leasing.delete(name));
    this.leasing.set(
      name,
      leasing.catch(() => undefined),
    );
    return leasing;
  }

  private async lease(
    name: string,
    size: number,
    exclude: readonly string[],
    signal: AbortSignal,
  ): Promise<NoToken | null> {
    await this.release(name);
    const leased = await this.pool.lease(size, { exclude, signal });
    if (!(leased instanceof TokenLease)) return leased;
    this.blocks.set(name, { lease: leased, taken: 0 });
    return null;
  }

  /** What cannot be given back stays counted until the day ends: a limit is never overrun. */
  private async giveBack({ lease, taken }: Block): Promise<void> {
    if (taken >= lease.uses) return;
    await this.pool.giveBack(lease, lease.uses - taken).catch((error: unknown) => {
      if (!(error instanceof StoreUnavailableError)) throw error;
    });
  }
}

function isGood({ lease, taken }: Block, refused: readonly string[]): boolean {
  return taken < lease.uses && !refused.includes(lease.token_id) && lease.usable(new Date());
}
