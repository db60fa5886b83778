import type { StoredToken } from '../store/stored-token.js';
import type { TokenSecret } from '../store/token-secret.js';
import { endOf, type UtcDay } from './utc-day.js';

/** What this process has been told about a token by the upstream; shared by all its leases of that token. */
export class TokenCooldown {
  private until = -Infinity;

  refuse(): void {
    this.until = Infinity;
  }

  coolUntil(moment: Date): void {
    this.until = Math.max(this.until, moment.getTime());
  }

  isActive(now: Date): boolean {
    return now.getTime() < this.until;
  }
}

interface LeaseOf {
  lease_id: string;
  token: Pick<StoredToken, 'token_id' | 'fingerprint' | 'expires_at'> & { secret: TokenSecret };
  uses: number;
  day: UtcDay;
  hold: TokenCooldown;
}

/** A block of uses of one token that nobody else has. What is not used goes back with `TokenPool.giveBack`. */
export class TokenLease {
  readonly lease_id: string;
  readonly token_id: string;
  readonly fingerprint: string;
  /** Calls that may be made with it. */
  readonly uses: number;
  /** The UTC day the uses are counted on. */
  readonly day: UtcDay;
  readonly expires_at: Date;
  readonly #secret: TokenSecret;
  readonly #hold: TokenCooldown;

  constructor({ lease_id, token, uses, day, hold }: LeaseOf) {
    this.lease_id = lease_id;
    this.token_id = token.token_id;
    this.fingerprint = token.fingerprint;
    this.expires_at = token.expires_at;
    this.uses = uses;
    this.day = day;
    this.#secret = token.secret;
    this.#hold = hold;
  }

  get secret(): TokenSecret {
    return this.#secret;
  }

  /**
   * To be asked before each use: false once the token has expired, once the day is over (uses of a new day would not be
   * counted on it), or while this process knows that the upstream refuses the token.
   */
  usable(now: Date): boolean {
    return now < this.expires_at && now < endOf(this.day) && !this.#hold.isActive(now);
  }
}
