import { parseBounded } from '../../common/json/bounded-json.js';
import { ExactNumber } from '../../model/exact-number.js';
import { sourceAt } from '../mapping/json-source.js';

/** The output of an action of a workflow. */
export type CassidyValue =
  | { kind: 'nothing' }
  | { kind: 'payload'; payload: unknown; /** JSON text as it came. */ raw: string }
  | { kind: 'words'; words: string }
  | { kind: 'unreadable' };

/** Levels of JSON text within JSON text that are read. */
const DEPTH = 3;
/** Longer texts are not messages, but damaged payloads. */
const MAX_MESSAGE_LENGTH = 500;

/** Reads `output.value` at the given place of the body: an object, a list with one object, or either as JSON text. */
export function readValue(value: unknown, body: string, path: readonly (string | number)[]): CassidyValue {
  if (typeof value === 'string') return readText(value);
  if (isNothing(value)) return { kind: 'nothing' };
  return { kind: 'payload', payload: value, raw: sourceAt(body, path) ?? JSON.stringify(value) };
}

function readText(text: string): CassidyValue {
  const raw = withoutFence(text);
  if (raw.trim() === '') return { kind: 'nothing' };
  const payload = parsed(raw, DEPTH);
  if (payload !== undefined && isNothing(payload)) return { kind: 'nothing' };
  if (typeof payload === 'object' && !(payload instanceof ExactNumber)) return { kind: 'payload', payload, raw };
  if (/^[\s"]*[[{]/.test(raw) || raw.length > MAX_MESSAGE_LENGTH) return { kind: 'unreadable' };
  return { kind: 'words', words: raw };
}

/** Undefined if the text is not JSON, or exceeds the bounds for JSON from other services. */
function parsed(text: string, depth: number): unknown {
  try {
    const value: unknown = parseBounded(text);
    return typeof value === 'string' && depth > 1 ? parsed(value, depth - 1) : value;
  } catch {
    return undefined;
  }
}

const FENCE = '```';

/** Steps that use a language model often wrap JSON in a Markdown code fence. */
function withoutFence(text: string): string {
  const trimmed = text.trim();
  const opening = /^```(?:json)?[^\S\n]*\n/i.exec(trimmed)?.[0];
  const isFenced = opening !== undefined && trimmed.length >= opening.length + FENCE.length && trimmed.endsWith(FENCE);
  return isFenced ? trimmed.slice(opening.length, -FENCE.length).trim() : text.replace(/^\uFEFF/, '');
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.every(isNothing));
}
