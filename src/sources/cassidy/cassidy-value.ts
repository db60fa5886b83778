import { parseBounded } from '../../common/json/bounded-json.js';
import { ExactNumber } from '../../model/exact-number.js';
import { sourceAt } from '../mapping/json-source.js';

/** What an action of a workflow put out. */
export type CassidyValue =
  | { kind: 'nothing' }
  | { kind: 'payload'; payload: unknown; /** JSON text as it came. */ raw: string }
  | { kind: 'words'; words: string }
  | { kind: 'unreadable' };

/** A value may be JSON within JSON within JSON; deeper it is nothing that anybody meant. */
const DEPTH = 3;
/** Longer texts are no messages but answers that were spoilt. */
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

/** Undefined where the text is no JSON, or JSON that nobody could work with. */
function parsed(text: string, depth: number): unknown {
  try {
    const value: unknown = parseBounded(text);
    return typeof value === 'string' && depth > 1 ? parsed(value, depth - 1) : value;
  } catch {
    return undefined;
  }
}

const FENCE = '```';

/** Steps that are language models like to put JSON into a fence of Markdown. */
function withoutFence(text: string): string {
  const trimmed = text.trim();
  const opening = /^```(?:json)?[^\S\n]*\n/i.exec(trimmed)?.[0];
  const isFenced = opening !== undefined && trimmed.length >= opening.length + FENCE.length && trimmed.endsWith(FENCE);
  return isFenced ? trimmed.slice(opening.length, -FENCE.length).trim() : text.replace(/^\uFEFF/, '');
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.every(isNothing));
}
