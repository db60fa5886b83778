import { EMBEDDING_TOKENS, type Tally } from '../common/tally/tally.js';

/** Tokens and costs of embedding in this process since it started. */
export class EmbeddingUsage {
  private counted = 0;

  /** @param pricePerMillion US dollars for a million tokens; null if unknown */
  constructor(
    private readonly pricePerMillion: number | null,
    private readonly tally: Tally,
  ) {}

  /** Tokens charged by the service. */
  get tokens(): number {
    return this.counted;
  }

  /** US dollars; null if the price is unknown. */
  get cost_usd(): number | null {
    return this.pricePerMillion === null ? null : (this.counted * this.pricePerMillion) / 1_000_000;
  }

  count(tokens: number): void {
    this.counted += tokens;
    this.tally.add(EMBEDDING_TOKENS, '', tokens);
  }
}
