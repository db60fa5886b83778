import { EmbeddingUsage } from '../../src/embeddings/embedding-usage.js';
import { LocalEmbedder } from '../../src/embeddings/local/local.embedder.js';
import { OpenAiEmbedder } from '../../src/embeddings/openai/openai.embedder.js';
import { ResiliencePolicy } from '../../src/infrastructure/http-client/resilience.policy.js';
import { OPENAI_KEY, startOpenAiStandIn } from '../fixtures/openai/openai-stand-in.js';
import { settings } from '../support/settings.js';
import { embedderContract } from './embedder.contract.js';
import { Tally } from '../../src/common/tally/tally.js';

for (const dimensions of [1_536, 256]) {
  embedderContract(`the local driver with ${dimensions} dimensions`, async () => ({
    embedder: new LocalEmbedder(dimensions),
    dimensions,
    close: async () => {},
  }));
}

for (const [model, dimensions] of [
  ['text-embedding-3-small', 1_536],
  ['text-embedding-3-large', 256],
  ['nomic-embed-text', 768],
] as const) {
  embedderContract(`the OpenAI driver with ${model}`, async () => {
    const standIn = await startOpenAiStandIn({ dimensions });
    const embedder = openAi({ apiKey: OPENAI_KEY, baseUrl: standIn.origin, model, dimensions });
    return { embedder, dimensions, close: () => standIn.close() };
  });
}

// Not settings of the service: an account on which the suite may spend a few thousand tokens.
const apiKey = process.env['CONTRACT_OPENAI_API_KEY'];
if (apiKey) {
  const model = process.env['CONTRACT_EMBEDDING_MODEL'] ?? 'text-embedding-3-small';
  const dimensions = Number(process.env['CONTRACT_EMBEDDING_DIMENSIONS'] ?? 1_536);
  const baseUrl = process.env['CONTRACT_OPENAI_BASE_URL'];
  embedderContract(`${baseUrl ?? 'OpenAI'} with ${model}`, async () => ({
    embedder: openAi({ apiKey, baseUrl, model, dimensions }),
    dimensions,
    close: async () => {},
  }));
}

interface OpenAiSettings {
  apiKey: string;
  baseUrl?: string;
  model: string;
  dimensions: number;
}

function openAi(side: OpenAiSettings): OpenAiEmbedder {
  const policy = ResiliencePolicy.of('embedding service', settings());
  return new OpenAiEmbedder({ ...side, maxTokens: 8_192 }, policy, new EmbeddingUsage(null, new Tally()));
}
