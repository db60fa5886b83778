import OpenAI from 'openai';
import { boundedFetch } from '../../infrastructure/http-client/bounded-fetch.js';
import type { ResiliencePolicy } from '../../infrastructure/http-client/resilience.policy.js';
import type { Embedding } from '../../model/embedding.js';
import { Embedder } from '../embedder.js';
import type { EmbeddingUsage } from '../embedding-usage.js';
import { vectorSpace } from '../vector-space.js';
import { baseUrl } from './base-url.js';
import { upstreamError } from './openai.errors.js';
import { packByTokens } from './token-packing.js';
import { countTokens, type CountedText } from './tokens.js';
import { vectorsOf } from './vectors-of.js';

/** Limits of one request (https://platform.openai.com/docs/api-reference/embeddings/create). */
const REQUEST_LIMITS = { maxItems: 2_048, maxTokens: 300_000 };
/** Response size in bytes: per number of a vector, including indentation, and for everything else. */
const BYTES_PER_NUMBER = 40;
const OTHER_BYTES = 256 * 1024;

interface OpenAiOptions {
  apiKey: string;
  baseUrl?: string;
  model: string;
  dimensions: number;
  /** Maximum length of a text, in tokens. */
  maxTokens: number;
}

/** Embeds with OpenAI or a compatible service. */
export class OpenAiEmbedder extends Embedder {
  readonly model: string;
  private readonly client: OpenAI;

  constructor(
    private readonly options: OpenAiOptions,
    private readonly policy: ResiliencePolicy,
    private readonly usage: EmbeddingUsage,
  ) {
    super();
    this.model = options.model;
    this.client = new OpenAI({
      apiKey: options.apiKey,
      baseURL: baseUrl(options.baseUrl),
      // Retries are up to ResiliencePolicy alone.
      maxRetries: 0,
      // With OPENAI_LOG, the SDK would write personal data to the console.
      logLevel: 'off',
      // Redirects could send the texts and the key to another host.
      fetchOptions: { redirect: 'manual' },
    });
  }

  override get space(): string {
    const { model, dimensions } = this.options;
    return vectorSpace({ model, dimensions, baseUrl: this.client.baseURL });
  }

  override get similarityMidpoint(): number | null {
    return this.model.startsWith('text-embedding-3-') ? 0.3 : null;
  }

  override get description(): string {
    return `${this.model} at ${new URL(this.client.baseURL).host}`;
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<Embedding[]> {
    const counted = texts.map((text) => countTokens(text, this.options.maxTokens));
    const groups = packByTokens(counted, REQUEST_LIMITS);
    // The policy limits how many run concurrently.
    const vectors = await Promise.all(groups.map((group) => this.request(group, signal)));
    return vectors.flat();
  }

  private async request(group: readonly CountedText[], signal: AbortSignal): Promise<Embedding[]> {
    const { value } = await this.policy.run((attemptSignal) => this.attempt(group, attemptSignal), signal);
    return value;
  }

  private async attempt(group: readonly CountedText[], signal: AbortSignal): Promise<Embedding[]> {
    const { model, dimensions } = this.options;
    try {
      const answer = await this.clientFor(group.length).embeddings.create(
        { model, input: group.map(({ text }) => text), encoding_format: 'float', ...this.requestedDimensions() },
        { signal },
      );
      this.usage.count(tokensOf(answer) ?? sumOf(group));
      return vectorsOf(answer, { count: group.length, dimensions, model });
    } catch (error) {
      signal.throwIfAborted();
      throw upstreamError(error, model);
    }
  }

  /** Rejects responses larger than this number of texts can produce. */
  private clientFor(texts: number): OpenAI {
    const maxBytes = OTHER_BYTES + texts * this.options.dimensions * BYTES_PER_NUMBER;
    return this.client.withOptions({ fetch: boundedFetch('embedding service', maxBytes) });
  }

  /** Only models of the third generation support this parameter; other services reject it. */
  private requestedDimensions() {
    return this.model.startsWith('text-embedding-3') ? { dimensions: this.options.dimensions } : {};
  }
}

/** Tokens charged; some compatible services do not report them. */
function tokensOf(answer: unknown): number | null {
  const tokens = (answer as { usage?: { total_tokens?: unknown } } | null)?.usage?.total_tokens;
  return typeof tokens === 'number' && tokens >= 0 ? tokens : null;
}

function sumOf(group: readonly CountedText[]): number {
  return group.reduce((sum, { tokens }) => sum + tokens, 0);
}
