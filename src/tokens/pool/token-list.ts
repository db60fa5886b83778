import type { StoredToken } from '../store/stored-token.js';
import type { TokenStore } from '../store/token.store.js';

/** How long a list that was read serves leases, in milliseconds. */
const LIFETIME_MS = 5_000;

/**
 * The tokens that are present, as this process knows them: as they were last read, with what it did to them since. Other
 * processes may have changed them in the meantime, so every reservation must be conditional.
 */
export class TokenList {
  private known = new Map<string, StoredToken>();
  private readAt: Date | null = null;
  /** Increases with every change that a read in progress may have missed. */
  private generation = 0;

  constructor(
    private readonly store: Pick<TokenStore, 'list'>,
    private readonly clock: () => Date,
  ) {}

  /** Null if it was not read recently. */
  get recent(): StoredToken[] | null {
    if (this.readAt === null) return null;
    const age = this.clock().getTime() - this.readAt.getTime();
    return age >= 0 && age < LIFETIME_MS ? [...this.known.values()] : null;
  }

  /** As it was known last, however long ago. */
  find(tokenId: string): StoredToken | undefined {
    return this.known.get(tokenId);
  }

  async read(): Promise<StoredToken[]> {
    const { generation } = this;
    const readAt = this.clock();
    const tokens = (await this.store.list()).filter(({ removed_at }) => removed_at === null);
    if (generation === this.generation) {
      this.known = new Map(tokens.map((token) => [token.token_id, token]));
      this.readAt = readAt;
    }
    return tokens;
  }

  /** For what this process did to a token; the table is not read again. */
  change(tokenId: string, change: (token: StoredToken) => Partial<StoredToken>): void {
    const token = this.known.get(tokenId);
    if (token) this.known.set(tokenId, { ...token, ...change(token) });
  }

  /** For tokens that were added, removed or reactivated: the next lease reads the table. */
  forget(): void {
    this.readAt = null;
    this.generation += 1;
  }
}
