import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { InMemoryTokenStore } from './in-memory-token.store.js';
import type { StoredToken } from './stored-token.js';
import { fingerprintOf } from './token-fingerprint.js';
import { TokenSecret } from './token-secret.js';
import { TokenStore, type Reservation, type Return, type TokenToSave } from './token-store.js';
import { utcDay } from './utc-day.js';

/** No other token may have this id. */
export const SANDBOX_TOKEN_ID = 'sandbox';
const DAILY_LIMIT = 1_000_000;
const DAY_MS = 86_400_000;

type Identified = Pick<StoredToken, 'token_id' | 'fingerprint'>;

/**
 * Gives an empty pool the token of the sandbox. It lives in this process and never in the table, so that no pool of
 * another source can come upon it; it does not expire, and nobody can refuse it for good.
 */
export class SandboxTokenStore extends TokenStore {
  private readonly sandbox = new InMemoryTokenStore();

  constructor(
    private readonly table: TokenStore,
    private readonly clock: () => Date = () => new Date(),
  ) {
    super();
  }

  async list(): Promise<StoredToken[]> {
    const tokens = await this.table.list().catch(noneWhereAway);
    return tokens.some(({ removed_at }) => removed_at === null) ? tokens : [...tokens, ...(await this.sandboxToken())];
  }

  save(token: TokenToSave): Promise<void> {
    return this.table.save(token);
  }

  reserve(token: StoredToken, reservation: Reservation): Promise<boolean> {
    return this.keeperOf(token).reserve(token, reservation);
  }

  giveBack(returned: Return): Promise<boolean> {
    return this.keeperOf(returned).giveBack(returned);
  }

  cool(token: Identified, until: Date): Promise<void> {
    return this.keeperOf(token).cool(token, until);
  }

  async revoke(token: Identified, at: Date): Promise<void> {
    if (token.token_id !== SANDBOX_TOKEN_ID) await this.table.revoke(token, at);
  }

  reactivate(tokenId: string, expiresAt: Date): Promise<boolean> {
    return this.keeperOf({ token_id: tokenId }).reactivate(tokenId, expiresAt);
  }

  remove(tokenId: string, at: Date): Promise<boolean> {
    return this.table.remove(tokenId, at);
  }

  erase(token: StoredToken): Promise<boolean> {
    return this.table.erase(token);
  }

  private async sandboxToken(): Promise<StoredToken[]> {
    const now = this.clock();
    const [known] = await this.sandbox.list();
    const secret = new TokenSecret(SANDBOX_TOKEN_ID);
    await this.sandbox.save({
      token_id: SANDBOX_TOKEN_ID,
      secret,
      fingerprint: fingerprintOf(secret),
      daily_limit: DAILY_LIMIT,
      usage_day: utcDay(now),
      used_today: 0,
      added_at: known?.added_at ?? now,
      expires_at: new Date(now.getTime() + DAY_MS),
    });
    return this.sandbox.list();
  }

  private keeperOf({ token_id }: { token_id: string }): TokenStore {
    return token_id === SANDBOX_TOKEN_ID ? this.sandbox : this.table;
  }
}

/** The sandbox takes any token, so it needs no table to go on. */
function noneWhereAway(error: unknown): StoredToken[] {
  if (error instanceof StoreUnavailableError) return [];
  throw error;
}
