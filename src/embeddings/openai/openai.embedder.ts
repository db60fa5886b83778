import OpenAI from 'openai';
import type { ResiliencePolicy } from '../../infrastructure/http-client/resilience.policy.js';
import type { Embedding } from '../../model/embedding.js';
import { Embedder } from '../embedder.js';
import { upstreamError } from './openai.errors.js';
import { packByTokens } from './token-packing.js';
import { countTokens, type CountedText } from './tokens.js';

/** Limits of one request (https://platform.openai.com/docs/api-reference/embeddings/create). */
const REQUEST_LIMITS = { maxItems: 2_048, maxTokens: 300_000 };
const MAX_TOKENS_OF_A_TEXT = 8_192;

interface OpenAiOptions {
  apiKey: string;
  baseUrl?: string;
  model: string;
  dimensions: number;
}

/** Embeds with OpenAI or a service that speaks its protocol. */
export class OpenAiEmbedder extends Embedder {
  readonly model: string;
  private readonly client: OpenAI;

  constructor(
    private readonly options: OpenAiOptions,
    private readonly policy: ResiliencePolicy,
  ) {
    super();
    this.model = options.model;
    // Retries are the policy's: one place decides how often and how long.
    this.client = new OpenAI({ apiKey: options.apiKey, baseURL: options.baseUrl, maxRetries: 0 });
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<Embedding[]> {
    const counted = texts.map((text) => countTokens(text, MAX_TOKENS_OF_A_TEXT));
    const groups = packByTokens(counted, REQUEST_LIMITS);
    const vectors = await Promise.all(groups.map((group) => this.request(group, signal)));
    return vectors.flat();
  }

  private async request(group: readonly CountedText[], signal: AbortSignal): Promise<Embedding[]> {
    const { value } = await this.policy.run((attemptSignal) => this.attempt(group, attemptSignal), signal);
    return value;
  }

  private async attempt(group: readonly CountedText[], signal: AbortSignal): Promise<Embedding[]> {
    try {
      const { data } = await this.client.embeddings.create(
        {
          model: this.options.model,
          input: group.map(({ text }) => text),
          encoding_format: 'float',
          ...this.requestedDimensions(),
        },
        { signal },
      );
      return inOrder(data, group.length);
    } catch (error) {
      signal.throwIfAborted();
      throw upstreamError(error);
    }
  }

  /** Only the third generation takes a length; other services refuse the parameter. */
  private requestedDimensions() {
    return this.options.model.startsWith('text-embedding-3') ? { dimensions: this.options.dimensions } : {};
  }
}

function inOrder(data: readonly { index: number; embedding: number[] }[], expected: number): Embedding[] {
  if (data.length !== expected) throw new Error(`${expected} vectors were asked for, ${data.length} came`);
  return data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
}
