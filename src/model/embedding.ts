/** A vector of unit length, so that a dot product is the cosine. */
export type Embedding = readonly number[];

/** A vector, with what is needed to tell whether it still fits its text. */
export interface TextEmbedding {
  vector: Embedding;
  /** Vectors of different models do not compare. */
  model: string;
  /** SHA-256 of the text, hex: the same text is not embedded twice. */
  text_hash: string;
}
