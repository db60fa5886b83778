import type { StoredToken } from '../../src/tokens/store/stored-token.js';
import {
  MOST_RETURNS_KEPT,
  TokenStore,
  type Reservation,
  type Return,
  type TokenToSave,
  type UsageCount,
} from '../../src/tokens/store/token.store.js';

interface Kept extends StoredToken {
  returned: Set<string>;
}

/** Tokens of one process, with the same conditions as the table; nothing survives the process. */
export class InMemoryTokenStore extends TokenStore {
  private readonly tokens = new Map<string, Kept>();

  async list(): Promise<StoredToken[]> {
    return [...this.tokens.values()].map(({ returned: _returned, ...token }) => ({ ...token }));
  }

  async save(token: TokenToSave): Promise<void> {
    const known = this.tokens.get(token.token_id);
    this.tokens.set(token.token_id, {
      ...token,
      usage_day: known?.usage_day ?? token.usage_day,
      used_today: known?.used_today ?? token.used_today,
      last_used_at: known?.last_used_at ?? null,
      cooling_until: known?.cooling_until ?? null,
      returned: known?.returned ?? new Set(),
      problem: null,
      is_plain: true,
      revoked_at: null,
      removed_at: null,
    });
  }

  async raiseCount({ token_id, usage_day, used_today }: Pick<StoredToken, 'token_id'> & UsageCount): Promise<void> {
    const token = this.tokens.get(token_id);
    if (!token || token.usage_day > usage_day) return;
    if (token.usage_day < usage_day || token.used_today < used_today) Object.assign(token, { usage_day, used_today });
  }

  async reserve(read: StoredToken, { uses, day, most_used, now }: Reservation): Promise<boolean> {
    const token = this.tokens.get(read.token_id);
    if (!token || !isUsable(token, read, now)) return false;
    if (read.usage_day === day) {
      if (token.usage_day !== day || token.used_today > most_used) return false;
      token.used_today += uses;
    } else {
      if (token.usage_day >= day) return false;
      Object.assign(token, { usage_day: day, used_today: uses, returned: new Set() });
    }
    token.last_used_at = now;
    return true;
  }

  async giveBack({ token_id, lease_id, day, uses }: Return): Promise<boolean> {
    const token = this.tokens.get(token_id);
    if (!token || token.usage_day !== day || token.used_today < uses || token.returned.has(lease_id)) return false;
    token.used_today -= uses;
    if (token.returned.size >= MOST_RETURNS_KEPT) token.returned.clear();
    token.returned.add(lease_id);
    return true;
  }

  async cool({ token_id, fingerprint }: Pick<StoredToken, 'token_id' | 'fingerprint'>, until: Date): Promise<void> {
    const token = this.tokens.get(token_id);
    if (token?.fingerprint !== fingerprint) return;
    if (token.cooling_until === null || token.cooling_until < until) token.cooling_until = until;
  }

  async revoke({ token_id, fingerprint }: Pick<StoredToken, 'token_id' | 'fingerprint'>, at: Date): Promise<void> {
    const token = this.tokens.get(token_id);
    if (token?.fingerprint === fingerprint) token.revoked_at ??= at;
  }

  async reactivate(tokenId: string, expiresAt: Date): Promise<boolean> {
    const token = this.tokens.get(tokenId);
    if (!token || token.removed_at !== null) return false;
    Object.assign(token, { expires_at: expiresAt, revoked_at: null, cooling_until: null });
    return true;
  }

  async remove(tokenId: string, at: Date): Promise<boolean> {
    const token = this.tokens.get(tokenId);
    if (!token || token.removed_at !== null) return false;
    Object.assign(token, { removed_at: at, secret: null });
    return true;
  }

  async erase(read: StoredToken): Promise<boolean> {
    const token = this.tokens.get(read.token_id);
    if (token?.expires_at.getTime() !== read.expires_at.getTime()) return false;
    if (token.removed_at?.getTime() !== read.removed_at?.getTime()) return false;
    return this.tokens.delete(read.token_id);
  }
}

function isUsable(token: Kept, read: StoredToken, now: Date): boolean {
  const isAsRead = token.fingerprint === read.fingerprint && token.daily_limit === read.daily_limit;
  const isResting = token.cooling_until !== null && token.cooling_until > now;
  return isAsRead && !isResting && token.expires_at > now && token.revoked_at === null && token.removed_at === null;
}
