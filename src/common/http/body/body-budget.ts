/** Room for the bodies of all connections together, in bytes. */
export class BodyBudget {
  private used = 0;

  constructor(private readonly size: number) {}

  /** What one request holds of it: as much as has come, not as much as was announced. */
  share(): BodyShare {
    let held = 0;
    return {
      take: (bytes) => {
        if (this.used + bytes > this.size) return false;
        this.used += bytes;
        held += bytes;
        return true;
      },
      giveBack: () => {
        this.used -= held;
        held = 0;
      },
    };
  }

  get bytesInUse(): number {
    return this.used;
  }
}

export interface BodyShare {
  /** @returns false when there is not that much room left; nothing is taken then */
  take: (bytes: number) => boolean;
  giveBack: () => void;
}
