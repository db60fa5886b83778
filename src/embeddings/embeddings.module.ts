import { Module } from '@nestjs/common';
import { Tally } from '../common/tally/tally.js';
import { Config } from '../config/config.js';
import { ResiliencePolicy } from '../infrastructure/http-client/resilience.policy.js';
import { Embedder } from './embedder.js';
import { pricePerMillion } from './embedding-price.js';
import { EmbeddingUsage } from './embedding-usage.js';
import { EmbeddingsService } from './embeddings.service.js';

/** OpenAI when its key is set, else the local embedder; only the chosen one is loaded. */
async function chosenEmbedder(config: Config, usage: EmbeddingUsage): Promise<Embedder> {
  if (config.OPENAI_API_KEY === undefined) {
    const { LocalEmbedder } = await import('./local/local.embedder.js');
    return new LocalEmbedder(config.EMBEDDING_DIMENSIONS);
  }
  const { OpenAiEmbedder } = await import('./openai/openai.embedder.js');
  return new OpenAiEmbedder(
    {
      apiKey: config.OPENAI_API_KEY,
      baseUrl: config.OPENAI_BASE_URL,
      model: config.EMBEDDING_MODEL,
      dimensions: config.EMBEDDING_DIMENSIONS,
      maxTokens: config.EMBEDDING_MAX_TOKENS,
    },
    ResiliencePolicy.of('embedding service', config),
    usage,
  );
}

@Module({
  providers: [
    {
      provide: EmbeddingUsage,
      useFactory: (config: Config, tally: Tally) => new EmbeddingUsage(pricePerMillion(config), tally),
      inject: [Config, Tally],
    },
    { provide: Embedder, useFactory: chosenEmbedder, inject: [Config, EmbeddingUsage] },
    EmbeddingsService,
  ],
  exports: [EmbeddingsService, EmbeddingUsage],
})
export class EmbeddingsModule {}
