import { CreditAccess, type CreditReservation } from '../../src/sources/credit-access.js';

/** Grants credits up to a limit, and records how each reservation was settled; a second settlement of one throws. */
export class FakeCredits extends CreditAccess {
  readonly settlements: { source: string; reserved: number; settled: number }[] = [];
  granted = 0;
  /** Credits that are reserved now. */
  reserved = 0;
  /** The most that was spent and reserved at a time. */
  most = 0;

  /** @param asked what a caller waits for before the decision, and once more before it hears of it */
  constructor(
    private readonly limit = Number.POSITIVE_INFINITY,
    private readonly asked: () => Promise<void> = async () => {},
  ) {
    super();
  }

  get spent(): number {
    return this.settlements.reduce((total, { settled }) => total + settled, 0);
  }

  /** Reservations that are not settled yet. */
  get open(): number {
    return this.granted - this.settlements.length;
  }

  override async reserve(source: string, credits: number, signal: AbortSignal): Promise<CreditReservation | null> {
    await this.asked();
    signal.throwIfAborted();
    if (this.spent + this.reserved + credits > this.limit) return null;
    const reservation = this.grant(source, credits);
    await this.asked();
    if (!signal.aborted) return reservation;
    reservation.settle(0);
    throw signal.reason;
  }

  private grant(source: string, reserved: number): CreditReservation {
    this.granted += 1;
    this.reserved += reserved;
    this.most = Math.max(this.most, this.spent + this.reserved);
    let isSettled = false;
    return {
      settle: (settled) => {
        if (isSettled) throw new Error('The reservation is settled already');
        isSettled = true;
        this.reserved -= reserved;
        this.settlements.push({ source, reserved, settled });
      },
    };
  }
}
