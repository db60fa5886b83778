import { randomUUID } from 'node:crypto';
import { DAY_MS } from '../../common/durations.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { capacityOf, detailsOf, statusOf } from './pool-status.js';
import { expiryOf, idOf, register, type Registration, type TokenDefaults } from './registration.js';
import type { StoredToken } from '../store/stored-token.js';
import { leastUsedFirst, tokensUnavailable } from './token-choice.js';
import { TokenCooldown, TokenLease } from './token-lease.js';
import {
  TokenPool,
  type AddedToken,
  type AddOutcome,
  type LeaseOptions,
  type NewToken,
  type TokensUnavailable,
  type TokenCapacity,
  type TokenDetails,
  type TokenPoolStatus,
  type TokenRefusal,
} from '../token-pool.js';
import { TokenSecret } from '../store/token-secret.js';
import { TokenList } from './token-list.js';
import { countingDay, stateOf, usedOn, usesLeft } from './token-state.js';
import type { TokenStore } from '../store/token.store.js';
import { utcDay } from './utc-day.js';

/** How often the table is read if other processes were faster with every token. */
const ROUNDS = 8;
const CONTENDED_MS = 1_000;
/** Cooldown of a token if the upstream specifies none. */
const DEFAULT_COOLING_MS = 60_000;
const SHORTEST_COOLING_MS = 1_000;

export interface TokenPoolOptions extends TokenDefaults {
  clock?: () => Date;
  /** From 0 to 1. */
  random?: () => number;
}

/** The token pool over a table shared by all processes; TokenStore explains what makes that safe. */
export class StoredTokenPool extends TokenPool {
  private readonly clock: () => Date;
  private readonly random: () => number;
  private readonly list: TokenList;
  /** By fingerprint, until the table has what they say. */
  private readonly holds = new Map<string, TokenCooldown>();

  constructor(
    private readonly store: TokenStore,
    private readonly options: TokenPoolOptions,
  ) {
    super();
    this.clock = options.clock ?? (() => new Date());
    this.random = options.random ?? Math.random;
    this.list = new TokenList(store, this.clock);
  }

  async lease(size: number, { exclude = [], signal }: LeaseOptions = {}): Promise<TokenLease | TokensUnavailable> {
    if (!Number.isInteger(size) || size < 1) throw new RangeError('A lease must have at least one use');
    signal?.throwIfAborted();
    // A recent list is as good as the table until another process turns out to have changed the token.
    const { recent } = this.list;
    // An empty list is not read again, because a source that can do without tokens asks before every call.
    if (recent?.length === 0) return tokensUnavailable(recent, exclude, this.clock());
    const [first] = this.usable(recent ?? [], exclude);
    const known = first && (await this.reserve(first, size, true));
    if (known) return known;
    for (let round = 0; round < ROUNDS; round += 1) {
      signal?.throwIfAborted();
      const tokens = await this.list.read();
      const usable = this.usable(tokens, exclude);
      if (usable.length === 0) return tokensUnavailable(tokens, exclude, this.clock());
      for (const token of usable) {
        signal?.throwIfAborted();
        // Prefer tokens that no other process has just taken, so that concurrent processes spread over the tokens.
        const lease = await this.reserve(token, size, round === 0);
        if (lease) return lease;
      }
    }
    return { reason: 'contended', retryAt: new Date(this.clock().getTime() + CONTENDED_MS) };
  }

  async giveBack({ lease_id, token_id, day, uses }: TokenLease, unusedUses: number): Promise<void> {
    if (!Number.isInteger(unusedUses) || unusedUses < 0 || unusedUses > uses) {
      throw new RangeError(`A lease of ${uses} uses cannot have ${unusedUses} left`);
    }
    if (unusedUses === 0) return;
    if (!(await this.store.giveBack({ token_id, lease_id, day, uses: unusedUses }))) return;
    this.list.change(token_id, (token) =>
      token.usage_day === day ? { used_today: Math.max(0, token.used_today - unusedUses) } : {},
    );
  }

  async report(lease: TokenLease, refusal: TokenRefusal): Promise<void> {
    try {
      await this.note(lease, refusal);
    } finally {
      // From here on the table decides about new leases: another process may reactivate the token, or the rejection could not be
      // stored and is reported again after the next call.
      if (this.holds.get(lease.fingerprint) === lease.hold) this.holds.delete(lease.fingerprint);
    }
  }

  async add(token: NewToken): Promise<AddedToken> {
    const { action, saved } = await this.save(token, await this.store.list());
    return { action, token: detailsOf(saved, this.clock()) };
  }

  async addMany(tokens: readonly NewToken[]): Promise<AddOutcome[]> {
    let known = await this.store.list();
    const outcomes: AddOutcome[] = [];
    for (const token of tokens) {
      try {
        const { action, saved } = await this.save(token, known);
        known = [...known.filter(({ token_id }) => token_id !== saved.token_id), saved];
        outcomes.push({ action, token: detailsOf(saved, this.clock()) });
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        const token_id = token.token_id ?? idOf(new TokenSecret(token.token));
        outcomes.push({ action: 'failed', token_id, problem: error.message });
      }
    }
    return outcomes;
  }

  async reactivate(tokenId: string): Promise<TokenDetails | null> {
    const token = (await this.list.read()).find(({ token_id }) => token_id === tokenId);
    if (!token) return null;
    const now = this.clock();
    const expiresAt = token.expires_at > now ? token.expires_at : expiryOf(now, this.options.ttlHours);
    if (!(await this.store.reactivate(tokenId, expiresAt).finally(() => this.list.forget()))) return null;
    this.holds.delete(token.fingerprint);
    return detailsOf({ ...token, expires_at: expiresAt, revoked_at: null, cooling_until: null }, now);
  }

  async remove(tokenId: string): Promise<boolean> {
    const isRemoved = await this.store.remove(tokenId, this.clock()).finally(() => this.list.forget());
    if (isRemoved) this.endLeases(this.list.find(tokenId));
    return isRemoved;
  }

  async capacity(): Promise<TokenCapacity> {
    return capacityOf(await this.list.read(), this.clock());
  }

  async status(): Promise<TokenPoolStatus> {
    return statusOf(await this.list.read(), this.clock());
  }

  async sweep(): Promise<number> {
    const now = this.clock();
    const longAgo = new Date(now.getTime() - DAY_MS);
    let erased = 0;
    for (const token of await this.store.list()) {
      const isOver = token.removed_at === null ? token.expires_at < longAgo : token.usage_day < utcDay(now);
      if (isOver && (await this.store.erase(token))) erased += 1;
    }
    return erased;
  }

  private async note(lease: TokenLease, refusal: TokenRefusal): Promise<void> {
    const now = this.clock();
    if (refusal.kind === 'unauthorized') {
      lease.hold.refuse();
      this.list.change(lease.token_id, ({ fingerprint }) =>
        fingerprint === lease.fingerprint ? { revoked_at: now } : {},
      );
      await this.store.revoke(lease, now);
      return;
    }
    const rest = Math.min(refusal.retryAfterMs ?? DEFAULT_COOLING_MS, DAY_MS);
    const until = new Date(now.getTime() + Math.max(rest, SHORTEST_COOLING_MS));
    lease.hold.coolUntil(until);
    this.list.change(lease.token_id, ({ fingerprint }) =>
      fingerprint === lease.fingerprint ? { cooling_until: until } : {},
    );
    await this.store.cool(lease, until);
  }

  private async reserve(token: StoredToken, size: number, asRead: boolean): Promise<TokenLease | null> {
    const now = this.clock();
    const day = countingDay(token, now);
    const uses = Math.min(size, usesLeft(token, now));
    const { secret } = token;
    if (uses === 0 || secret === null) return null;
    const most_used = asRead ? usedOn(token, day) : token.daily_limit - uses;
    const lease_id = randomUUID();
    // Read before the reservation: while that is in progress, the token may be rejected, and even reactivated.
    const hold = this.holdOf(token.fingerprint);
    // Concurrent callers in this process then prefer another token.
    this.list.change(token.token_id, (listed) => ({
      usage_day: day,
      used_today: usedOn(listed, day) + uses,
      last_used_at: now,
    }));
    if (!(await this.store.reserve(token, { uses, day, most_used, now }))) return null;
    return new TokenLease({ lease_id, token: { ...token, secret }, uses, day, hold });
  }

  private async save(given: NewToken, known: readonly StoredToken[]): Promise<Registration> {
    const registration = register(given, known, this.options, this.clock());
    // Before it can be leased.
    if (registration.isBehind) await this.store.raiseCount(registration.values);
    await this.store.save(registration.values).finally(() => this.list.forget());
    this.holds.delete(registration.saved.fingerprint);
    const replaced = known.find(({ token_id }) => token_id === registration.saved.token_id);
    if (replaced?.fingerprint !== registration.saved.fingerprint) this.endLeases(replaced);
    return registration;
  }

  /** The tokens that can be used now, best first. */
  private usable(tokens: readonly StoredToken[], exclude: readonly string[]): StoredToken[] {
    const now = this.clock();
    const usable = tokens.filter((token) => !exclude.includes(token.token_id) && stateOf(token, now) === 'healthy');
    return leastUsedFirst(usable, now, this.random);
  }

  /** Of this process: others use up the blocks that they have. */
  private endLeases(token: StoredToken | undefined): void {
    if (token === undefined) return;
    this.holds.get(token.fingerprint)?.refuse();
    this.holds.delete(token.fingerprint);
  }

  private holdOf(fingerprint: string): TokenCooldown {
    let hold = this.holds.get(fingerprint);
    if (!hold) this.holds.set(fingerprint, (hold = new TokenCooldown()));
    return hold;
  }
}
