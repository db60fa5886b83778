import type { Embedding, TextEmbedding } from '../model/embedding.js';

/** Length of the column; shorter vectors are padded with zeros, which changes no cosine. */
const DIMENSIONS = 1536;

/** The text form of a vector, because PostgREST does not accept an array. */
export function toVectorText(vector: Embedding): string {
  if (vector.length > DIMENSIONS)
    throw new RangeError(`A vector of ${vector.length} dimensions does not fit into ${DIMENSIONS}`);
  return JSON.stringify([...vector, ...Array.from<number>({ length: DIMENSIONS - vector.length }).fill(0)]);
}

export function fromVectorText(text: string): Embedding {
  return JSON.parse(text) as number[];
}

export function toEmbeddingColumns({ vector, model, text_hash }: TextEmbedding) {
  return { model, text_hash, vector: toVectorText(vector) };
}
