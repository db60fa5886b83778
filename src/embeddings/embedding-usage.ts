/** What embedding took and cost in this process, since it started. */
export class EmbeddingUsage {
  private counted = 0;

  /** @param pricePerMillion US dollars for a million tokens; null where it is not known */
  constructor(private readonly pricePerMillion: number | null) {}

  /** Tokens that the service says it charges for. */
  get tokens(): number {
    return this.counted;
  }

  /** US dollars; null where the price is not known. */
  get cost_usd(): number | null {
    return this.pricePerMillion === null ? null : (this.counted * this.pricePerMillion) / 1_000_000;
  }

  count(tokens: number): void {
    this.counted += tokens;
  }
}
