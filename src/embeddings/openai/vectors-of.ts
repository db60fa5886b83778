import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import type { Embedding } from '../../model/embedding.js';

/** Most numbers of a vector that the store takes. */
const MOST_DIMENSIONS = 1_536;
/** How far from one a length may be to pass for one: services answer with 4 byte numbers. */
const TOLERANCE = 1e-3;

interface Expected {
  /** Texts that were sent. */
  count: number;
  dimensions: number;
  model: string;
}

/** Reads the vectors out of an answer, in the order of the texts. Throws UpstreamError where they are not what was asked for. */
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

/** Some services answer in base64 whatever they were asked for: 4 byte numbers, the lowest byte first. */
function numbersOf(embedding: unknown): number[] {
  const numbers = typeof embedding === 'string' ? fromBase64(embedding) : embedding;
  if (!Array.isArray(numbers) || !numbers.every((number) => Number.isFinite(number))) throw unreadable();
  return numbers as number[];
}

function fromBase64(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readFloatLE(index * 4));
}

/** Not every compatible service normalises, and a dot product is a cosine only then. */
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
