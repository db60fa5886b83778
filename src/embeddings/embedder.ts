import type { Backend } from '../infrastructure/backend.js';
import type { Embedding } from '../model/embedding.js';

/** Turns texts into vectors. Throws UpstreamError and nothing else, but for an abort. */
export abstract class Embedder implements Backend {
  abstract readonly model: string;

  /** Stored with each vector; vectors of different spaces do not compare. */
  get space(): string {
    return this.model;
  }

  get isEmbedded(): boolean {
    return false;
  }

  /** The model and where it runs; safe to display. */
  get description(): string {
    return this.model;
  }

  /** One vector of unit length a text, in the order of the texts. Texts too long for the model are cut. */
  abstract embed(texts: readonly string[], signal: AbortSignal): Promise<Embedding[]>;
}
