import type { Backend } from '../infrastructure/backend.js';
import type { Embedding } from '../model/embedding.js';

/** Turns texts into vectors. Throws only UpstreamError, or the reason of an abort. */
export abstract class Embedder implements Backend {
  abstract readonly model: string;

  /** Stored with each vector; vectors of different spaces cannot be compared. */
  get space(): string {
    return this.model;
  }

  get isEmbedded(): boolean {
    return false;
  }

  /**
   * The cosine at which a text is as likely to match a query as not; 0.15 above or below it, the odds are nine to one. Null if it
   * is unknown for the model.
   */
  get similarityMidpoint(): number | null {
    return null;
  }

  /** The model and where it runs; safe to display. */
  get description(): string {
    return this.model;
  }

  /** One vector of unit length per text, in the same order. Texts too long for the model are truncated. */
  abstract embed(texts: readonly string[], signal: AbortSignal): Promise<Embedding[]>;
}
