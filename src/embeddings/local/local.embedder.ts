import type { Embedding } from '../../model/embedding.js';
import { Embedder } from '../embedder.js';
import { vectorSpace } from '../vector-space.js';
import { features } from './features.js';

/**
 * Embeds deterministically and without a service: words and parts of words are hashed into the dimensions of a vector
 * ("feature hashing", Weinberger et al. 2009), with what the vocabulary knows of work. Texts are similar if they share words,
 * parts of words, or such concepts; other synonyms are unknown to it.
 */
export class LocalEmbedder extends Embedder {
  readonly model = 'local-ngrams-2';

  override get space(): string {
    return vectorSpace({ model: this.model, dimensions: this.dimensions });
  }

  /** Of good matches, cosines are 0.35 to 0.5; those of others are about 0.1. */
  override get similarityMidpoint(): number {
    return 0.25;
  }

  override get isEmbedded(): boolean {
    return true;
  }

  constructor(private readonly dimensions: number) {
    super();
  }

  override async embed(texts: readonly string[], signal: AbortSignal): Promise<Embedding[]> {
    signal.throwIfAborted();
    return texts.map((text) => this.vector(text));
  }

  private vector(text: string): Embedding {
    const vector = Array.from<number>({ length: this.dimensions }).fill(0);
    for (const [feature, weight] of features(text)) {
      const hash = fnv1a(feature);
      const index = (hash >>> 1) % this.dimensions;
      // With random signs, collisions cancel out on average.
      vector[index] = (vector[index] ?? 0) + (hash & 1 ? weight : -weight);
    }
    return unit(vector);
  }
}

/** FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A text without words gets a vector of length one too, because a zero vector has no cosine. */
function unit(vector: number[]): Embedding {
  const length = Math.hypot(...vector);
  if (length === 0) return vector.map((_, index) => (index === 0 ? 1 : 0));
  return vector.map((value) => value / length);
}
