import { TokenCooldown, TokenLease } from '../../src/tokens/pool/token-lease.js';
import { TokenPool, type LeaseOptions, type TokenCapacity, type TokenRefusal } from '../../src/tokens/token-pool.js';
import type { TokensUnavailable } from '../../src/tokens/token-pool.js';
import { TokenSecret } from '../../src/tokens/store/token-secret.js';
import { utcDay } from '../../src/tokens/pool/utc-day.js';

const YEAR_MS = 365 * 86_400_000;

interface Account {
  token_id: string;
  limit: number;
  used: number;
  hold: TokenCooldown;
}

/** The part of the pool that the jobs use, for one process, with counts that a test can check. */
export class FakeTokenPool implements Pick<TokenPool, 'lease' | 'giveBack' | 'report' | 'capacity'> {
  readonly accounts: Account[];
  readonly leases: TokenLease[] = [];
  /** Returned uses, by lease ID. */
  readonly returned = new Map<string, number>();
  readonly reports: [token_id: string, kind: TokenRefusal['kind']][] = [];
  /** Wraps every call, so that a test can delay it, or fail it before or after its work. */
  around: <T>(call: 'lease' | 'giveBack' | 'report', work: () => T) => Promise<T> = async (_, work) => work();

  /** @param limits uses per day, by token ID */
  constructor(limits: Record<string, number> = { one: 1_000 }) {
    this.accounts = Object.entries(limits).map(([token_id, limit]) => ({
      token_id,
      limit,
      used: 0,
      hold: new TokenCooldown(),
    }));
  }

  get asPool(): TokenPool {
    return this as unknown as TokenPool;
  }

  async lease(size: number, { exclude = [], signal }: LeaseOptions = {}): Promise<TokenLease | TokensUnavailable> {
    signal?.throwIfAborted();
    return this.around('lease', () => {
      signal?.throwIfAborted();
      const now = new Date();
      const good = this.accounts.filter(({ token_id, hold }) => !exclude.includes(token_id) && !hold.isActive(now));
      const [account] = good.filter(({ limit, used }) => used < limit).toSorted((one, other) => one.used - other.used);
      if (!account) return { reason: 'none', retryAt: null };
      return this.leaseOf(account, Math.min(size, account.limit - account.used));
    });
  }

  giveBack({ lease_id, token_id, uses }: TokenLease, unusedUses: number): Promise<void> {
    if (unusedUses < 0 || unusedUses > uses) throw new RangeError('More came back than was leased');
    if (this.returned.has(lease_id)) throw new Error('A lease came back twice');
    return this.around('giveBack', () => {
      this.returned.set(lease_id, unusedUses);
      const account = this.accounts.find((one) => one.token_id === token_id);
      if (account) account.used -= unusedUses;
    });
  }

  async report({ token_id }: TokenLease, refusal: TokenRefusal): Promise<void> {
    const account = this.accounts.find((one) => one.token_id === token_id);
    account?.hold.refuse();
    await this.around('report', () => void this.reports.push([token_id, refusal.kind]));
  }

  async capacity(): Promise<TokenCapacity> {
    const sum = (figure: (account: Account) => number) => this.accounts.reduce((all, one) => all + figure(one), 0);
    const [total_daily_usage, max_daily_capacity] = [sum(({ used }) => used), sum(({ limit }) => limit)];
    return {
      total_tokens: this.accounts.length,
      active_tokens: this.accounts.length,
      available_tokens: this.accounts.length,
      total_daily_usage,
      max_daily_capacity,
      available_capacity: max_daily_capacity - total_daily_usage,
      usage_percentage: 0,
    };
  }

  private leaseOf(account: Account, uses: number): TokenLease {
    account.used += uses;
    const { token_id, hold } = account;
    const secret = new TokenSecret(token_id);
    const lease = new TokenLease({
      lease_id: String(this.leases.length),
      token: { token_id, fingerprint: token_id, secret, expires_at: new Date(Date.now() + YEAR_MS) },
      uses,
      day: utcDay(new Date(Date.now() + YEAR_MS)),
      hold,
    });
    this.leases.push(lease);
    return lease;
  }
}
