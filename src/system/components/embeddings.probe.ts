import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { EmbeddingUsage } from '../../embeddings/embedding-usage.js';
import { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import type { EmbeddingsComponent } from '../dto/components.dto.js';
import { healthy, Probe, type DetailsOf } from './probe.js';

/** How long the outcome of the last request is reported, in milliseconds; a failure for less time, because it may be temporary. */
const GOOD_FOR_MS = 60_000;
const BAD_FOR_MS = 5_000;

/**
 * Whether texts can be embedded. Embedding costs money, so the last request for profiles is used if there was one within a
 * minute; otherwise a text of about ten tokens is embedded. Without an embedder, profiles are still stored.
 */
@Injectable()
export class EmbeddingsProbe extends Probe<EmbeddingsComponent> {
  protected override readonly statusOnFailure = 'degraded';

  constructor(
    private readonly embeddings: EmbeddingsService,
    private readonly usage: EmbeddingUsage,
    private readonly config: Config,
  ) {
    super();
  }

  protected override get fallback(): DetailsOf<EmbeddingsComponent> {
    const { tokens, cost_usd } = this.usage;
    return {
      model: this.embeddings.model,
      side: this.embeddings.description,
      dimensions: this.config.EMBEDDING_DIMENSIONS,
      tokens_used: tokens,
      cost_usd: cost_usd === null ? null : Number(cost_usd.toFixed(6)),
    };
  }

  protected override async probe(signal: AbortSignal): Promise<EmbeddingsComponent> {
    const last = this.embeddings.lastAnswer;
    const age = last === null ? Number.POSITIVE_INFINITY : performance.now() - last.at;
    if (last !== null && last.error !== null && age < BAD_FOR_MS) throw last.error;
    // A different text each time, because cached embeddings prove nothing.
    const isKnown = last !== null && last.error === null && age < GOOD_FOR_MS;
    if (!isKnown) await this.embeddings.embed([`health at ${new Date().toISOString()}`], signal);
    return healthy(this.fallback);
  }
}
