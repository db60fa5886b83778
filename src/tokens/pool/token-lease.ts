import type { StoredToken } from '../store/stored-token.js';
import type { TokenSecret } from '../store/token-secret.js';
import { endOf, type UtcDay } from './utc-day.js';

/** What the upstream has reported about a token to this process; shared by all leases of that token until it is reactivated. */
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

/** A block of uses of one token, reserved for this process. Return unused uses with `TokenPool.giveBack`. */
export class TokenLease {
  readonly lease_id: string;
  readonly token_id: string;
  readonly fingerprint: string;
  /** Number of calls that may be made with it. */
  readonly uses: number;
  /** The UTC day the uses are counted on. */
  readonly day: UtcDay;
  readonly expires_at: Date;
  readonly hold: TokenCooldown;
  readonly #secret: TokenSecret;

  constructor({ lease_id, token, uses, day, hold }: LeaseOf) {
    this.lease_id = lease_id;
    this.token_id = token.token_id;
    this.fingerprint = token.fingerprint;
    this.expires_at = token.expires_at;
    this.uses = uses;
    this.day = day;
    this.#secret = token.secret;
    this.hold = hold;
  }

  get secret(): TokenSecret {
    return this.#secret;
  }

  /**
   * Check before every use: false if the token has expired, if the day is over (uses would not count toward the new day), or
   * while this process knows that the upstream rejects the token.
   */
  usable(now: Date): boolean {
    return now < this.expires_at && now < endOf(this.day) && !this.hold.isActive(now);
  }
}
