/** Memory budget for the bodies of all connections, in bytes. */
export class BodyBudget {
  private used = 0;

  constructor(private readonly size: number) {}

  /** The share of one request: as much as was received, not as much as was announced. */
  share(): BodyShare {
    let reserved = 0;
    return {
      take: (bytes) => {
        if (this.used + bytes > this.size) return false;
        this.used += bytes;
        reserved += bytes;
        return true;
      },
      giveBack: () => {
        this.used -= reserved;
        reserved = 0;
      },
    };
  }

  get bytesInUse(): number {
    return this.used;
  }
}

export interface BodyShare {
  /** @returns false if that much is not available; nothing is reserved then */
  take: (bytes: number) => boolean;
  giveBack: () => void;
}
