import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { InMemoryTokenStore } from './in-memory-token.store.js';
import type { OwnToken } from './own-token.js';
import type { StoredToken } from './store/stored-token.js';
import { TokenSecret } from './store/token-secret.js';
import { TokenStore, type Reservation, type Return, type TokenToSave } from './store/token.store.js';
import { utcDay } from './pool/utc-day.js';

const DAILY_LIMIT = 1_000_000;
const DAY_MS = 86_400_000;

type Identified = Pick<StoredToken, 'token_id' | 'fingerprint'>;

/**
 * The pool of a source that brings its own credential: one token that stands for it, so that jobs go on without the table. It
 * lives in this process and never in the table, so that no pool of another source can come upon it; it does not expire, and
 * nobody can refuse it for good: a refusal lets it rest. Its text is its name; the credential itself stays with the source.
 */
export class OwnTokenStore extends TokenStore {
  private readonly own = new InMemoryTokenStore();

  constructor(
    private readonly table: TokenStore,
    private readonly token: OwnToken,
    private readonly clock: () => Date = () => new Date(),
  ) {
    super();
  }

  async list(): Promise<StoredToken[]> {
    const tokens = this.token.gives_way ? await this.table.list().catch(noneWhereAway) : [];
    return tokens.some(({ removed_at }) => removed_at === null) ? tokens : [...tokens, ...(await this.ownToken())];
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
    if (!this.isOwn(token)) await this.table.revoke(token, at);
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

  private async ownToken(): Promise<StoredToken[]> {
    const now = this.clock();
    const [known] = await this.own.list();
    const { token_id } = this.token;
    const secret = new TokenSecret(token_id);
    await this.own.save({
      token_id,
      secret,
      fingerprint: secret.fingerprint,
      daily_limit: DAILY_LIMIT,
      usage_day: utcDay(now),
      used_today: 0,
      added_at: known?.added_at ?? now,
      expires_at: new Date(now.getTime() + DAY_MS),
    });
    return this.own.list();
  }

  private keeperOf(token: Pick<StoredToken, 'token_id'>): TokenStore {
    return this.isOwn(token) ? this.own : this.table;
  }

  private isOwn({ token_id }: Pick<StoredToken, 'token_id'>): boolean {
    return token_id === this.token.token_id;
  }
}

/** The source needs no table to go on. */
function noneWhereAway(error: unknown): StoredToken[] {
  if (error instanceof StoreUnavailableError) return [];
  throw error;
}
