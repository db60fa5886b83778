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
