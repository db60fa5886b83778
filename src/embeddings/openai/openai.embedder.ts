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
/** Of an answer, in bytes: for each number of a vector, written with an indent, and for all that is no vector. */
const BYTES_PER_NUMBER = 40;
const OTHER_BYTES = 256 * 1024;

interface OpenAiOptions {
  apiKey: string;
  baseUrl?: string;
  model: string;
  dimensions: number;
  /** Longest text that the model takes, in tokens. */
  maxTokens: number;
}

/** Embeds with OpenAI or a service that speaks its protocol. */
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
      // Retries are the policy's: one place decides how often and how long.
      maxRetries: 0,
      // The SDK would write texts of people to the console where OPENAI_LOG asks for it.
      logLevel: 'off',
      // Texts and key go where the operator said, and nowhere else.
      fetchOptions: { redirect: 'manual' },
    });
  }

  override get space(): string {
    const { model, dimensions } = this.options;
    return vectorSpace({ model, dimensions, baseUrl: this.client.baseURL });
  }

  override get description(): string {
    return `${this.model} at ${new URL(this.client.baseURL).host}`;
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<Embedding[]> {
    const counted = texts.map((text) => countTokens(text, this.options.maxTokens));
    const groups = packByTokens(counted, REQUEST_LIMITS);
    // The policy bounds how many of them are under way.
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

  /** Takes no longer answer than so many texts can have. */
  private clientFor(texts: number): OpenAI {
    const maxBytes = OTHER_BYTES + texts * this.options.dimensions * BYTES_PER_NUMBER;
    return this.client.withOptions({ fetch: boundedFetch('embedding service', maxBytes) });
  }

  /** Only the third generation takes a length; other services refuse the parameter. */
  private requestedDimensions() {
    return this.model.startsWith('text-embedding-3') ? { dimensions: this.options.dimensions } : {};
  }
}

/** What is charged for; not every compatible service says it. */
function tokensOf(answer: unknown): number | null {
  const tokens = (answer as { usage?: { total_tokens?: unknown } } | null)?.usage?.total_tokens;
  return typeof tokens === 'number' && tokens >= 0 ? tokens : null;
}

function sumOf(group: readonly CountedText[]): number {
  return group.reduce((sum, { tokens }) => sum + tokens, 0);
}
