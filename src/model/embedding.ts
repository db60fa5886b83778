/** A vector of unit length, so that a dot product is the cosine. */
export type Embedding = readonly number[];

/** A vector, with the data needed to check whether it still matches its text. */
export interface TextEmbedding {
  vector: Embedding;
  /** Vectors of different models cannot be compared. */
  model: string;
  /** SHA-256 of the text, hex: the same text is not embedded twice. */
  text_hash: string;
}
