import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import type { Embedding } from '../../model/embedding.js';

/** Maximum length of a vector that the store accepts. */
const MOST_DIMENSIONS = 1_536;
/** Tolerance for unit length, because services return 4-byte floats. */
const TOLERANCE = 1e-3;

interface Expected {
  /** Texts that were sent. */
  count: number;
  dimensions: number;
  model: string;
}

/** The vectors of a response, in the order of the texts. Throws UpstreamError if they do not match the request. */
export function vectorsOf(answer: unknown, { count, dimensions, model }: Expected): Embedding[] {
  const data = (answer as { data?: unknown } | null)?.data;
  if (!Array.isArray(data)) throw unreadable();
  if (data.length !== count) {
    throw new UpstreamError('INVALID_DATA', `The embedding service returned ${data.length} vectors for ${count} texts`);
  }
  const vectors: Embedding[] = [];
  for (const [place, item] of data.entries()) {
    const { index = place, embedding } = (item ?? {}) as { index?: unknown; embedding?: unknown };
    if (!isPlace(index, count) || vectors[index] !== undefined) throw unreadable();
    const numbers = numbersOf(embedding);
    if (numbers.length !== dimensions) throw ofAnotherLength(model, numbers.length, dimensions);
    vectors[index] = unit(numbers);
  }
  return vectors;
}

function isPlace(index: unknown, count: number): index is number {
  return Number.isInteger(index) && (index as number) >= 0 && (index as number) < count;
}

/** Some services always return base64: 4-byte floats, little-endian. */
function numbersOf(embedding: unknown): number[] {
  const numbers = typeof embedding === 'string' ? fromBase64(embedding) : embedding;
  if (!Array.isArray(numbers) || !numbers.every((number) => Number.isFinite(number))) throw unreadable();
  return numbers as number[];
}

function fromBase64(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readFloatLE(index * 4));
}

/** Some compatible services do not normalize, but a dot product is the cosine only for unit vectors. */
function unit(numbers: number[]): Embedding {
  const length = Math.hypot(...numbers);
  if (length === 0) throw unreadable();
  return Math.abs(length - 1) <= TOLERANCE ? numbers : numbers.map((number) => number / length);
}

function ofAnotherLength(model: string, length: number, dimensions: number): UpstreamError {
  const advice =
    length > MOST_DIMENSIONS
      ? `at most ${MOST_DIMENSIONS} can be stored: set another EMBEDDING_MODEL`
      : `EMBEDDING_DIMENSIONS is ${dimensions}: set it to ${length}`;
  return new UpstreamError('INVALID_DATA', `The model ${model} returns vectors of ${length} dimensions, but ${advice}`);
}

function unreadable(): UpstreamError {
  return new UpstreamError(
    'INVALID_DATA',
    'The embedding service did not return a list of vectors: check OPENAI_BASE_URL',
  );
}
