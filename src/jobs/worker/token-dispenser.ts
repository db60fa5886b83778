import { Injectable } from '@nestjs/common';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { BEARER_TOKEN_USES, Tally } from '../../common/tally/tally.js';
import type { TokensUnavailable, TokenRefusal } from '../../tokens/token-pool.js';
import { TokenLease } from '../../tokens/pool/token-lease.js';
import { TokenPool } from '../../tokens/token-pool.js';

/** A block of uses, and how many of them have been handed out. */
interface Block {
  lease: TokenLease;
  taken: number;
}

/** Smaller blocks would be used up before a prefetched lease arrives. */
const PREFETCH_MIN_USES = 8;

/** Hands out single uses of leased tokens to the fetches of this process. Fetches of one job share a block. */
@Injectable()
export class TokenDispenser {
  private readonly blocks = new Map<string, Block>();
  /** One lease at a time per block, so that concurrent callers do not each reserve a block. */
  private readonly leasing = new Map<string, Promise<unknown>>();
  /** The next block, leased while the current one is used up, so that no fetch waits for the table. */
  private readonly prefetched = new Map<string, Promise<TokenLease | null>>();

  constructor(
    private readonly pool: TokenPool,
    private readonly tally: Tally,
  ) {}

  /**
   * A lease of which one use belongs to the caller, or the reason why none is available.
   * @param name the job, whose fetches share a block
   * @param size uses of one token before switching to the next one
   * @param refused IDs of tokens that were already rejected for this call
   */
  async take(
    name: string,
    size: number,
    refused: readonly string[],
    signal: AbortSignal,
  ): Promise<TokenLease | TokensUnavailable> {
    for (;;) {
      signal.throwIfAborted();
      const block = this.blocks.get(name);
      if (block && isUsable(block, refused)) {
        block.taken += 1;
        this.tally.add(BEARER_TOKEN_USES, '', 1);
        if (isHalfUsed(block)) this.prefetch(name, size);
        return block.lease;
      }
      const leasing = this.leasing.get(name);
      if (leasing) {
        await leasing;
        continue;
      }
      const none = await this.replace(name, size, refused, signal);
      if (none) return none;
    }
  }

  refused(lease: TokenLease, refusal: TokenRefusal): Promise<void> {
    return this.pool.report(lease, refusal);
  }

  /** Gives back unused uses when the job is idle or the process shuts down. */
  async release(name: string): Promise<void> {
    // A lease in progress may still arrive although its callers have given up.
    await this.leasing.get(name);
    const ahead = this.takePrefetched(name);
    await this.releaseBlock(name);
    const lease = await ahead;
    if (lease) await this.giveBack({ lease, taken: 0 });
  }

  private async releaseBlock(name: string): Promise<void> {
    const block = this.blocks.get(name);
    if (!block) return;
    this.blocks.delete(name);
    await this.giveBack(block);
  }

  private prefetch(name: string, size: number): void {
    if (this.prefetched.has(name)) return;
    // The reason for a failure is reported by the lease that a caller waits for.
    const leasing = this.pool.lease(size).then(
      (leased) => (leased instanceof TokenLease ? leased : null),
      () => null,
    );
    this.prefetched.set(name, leasing);
  }

  private takePrefetched(name: string): Promise<TokenLease | null> | null {
    const leasing = this.prefetched.get(name) ?? null;
    this.prefetched.delete(name);
    return leasing;
  }

  private replace(
    name: string,
    size: number,
    refused: readonly string[],
    signal: AbortSignal,
  ): Promise<TokensUnavailable | null> {
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
  ): Promise<TokensUnavailable | null> {
    const ahead = this.takePrefetched(name);
    await this.releaseBlock(name);
    const leased = (await this.usablePrefetched(ahead, exclude)) ?? (await this.pool.lease(size, { exclude, signal }));
    if (!(leased instanceof TokenLease)) return leased;
    this.blocks.set(name, { lease: leased, taken: 0 });
    return null;
  }

  /** The prefetched block, if it is still usable for the caller. */
  private async usablePrefetched(
    ahead: Promise<TokenLease | null> | null,
    exclude: readonly string[],
  ): Promise<TokenLease | null> {
    const lease = await ahead;
    if (!lease) return null;
    const block = { lease, taken: 0 };
    if (isUsable(block, exclude)) return lease;
    await this.giveBack(block);
    return null;
  }

  /** Uses that cannot be given back stay counted until the end of the day, so a limit is never exceeded. */
  private async giveBack({ lease, taken }: Block): Promise<void> {
    if (taken >= lease.uses) return;
    await this.pool.giveBack(lease, lease.uses - taken).catch((error: unknown) => {
      if (!(error instanceof StoreUnavailableError)) throw error;
    });
  }
}

function isHalfUsed({ lease: { uses }, taken }: Block): boolean {
  return uses >= PREFETCH_MIN_USES && taken * 2 >= uses;
}

function isUsable({ lease, taken }: Block, refused: readonly string[]): boolean {
  return taken < lease.uses && !refused.includes(lease.token_id) && lease.usable(new Date());
}
