import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { EmbeddingUsage } from '../../embeddings/embedding-usage.js';
import { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import type { EmbeddingsComponent } from '../dto/components.dto.js';
import { healthy, Probe, type DetailsOf } from './probe.js';

/** How long the last answer of the embedder stands for how it is, in milliseconds; trouble shorter, as it may pass. */
const GOOD_FOR_MS = 60_000;
const BAD_FOR_MS = 5_000;

/**
 * Whether texts can be embedded. Embedding costs money, so what was embedded for profiles is looked at first, and a text of
 * some ten tokens is embedded only where nobody embedded anything for a minute. Profiles are stored without it all the same.
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
    // Never the same text twice: one that is remembered would prove nothing.
    const isKnown = last !== null && last.error === null && age < GOOD_FOR_MS;
    if (!isKnown) await this.embeddings.embed([`health at ${new Date().toISOString()}`], signal);
    return healthy(this.fallback);
  }
}
