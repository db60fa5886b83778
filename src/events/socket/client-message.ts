import { parseBounded } from '../../common/json/bounded-json.js';
import { isObject } from '../../common/validation/plain-object.js';
import { eventTypes, type EventType } from '../event.js';
import type { Subscription } from '../streams/event-streams.js';

/** Bytes of a message, at most; the connection ends at a larger one. */
export const MAX_MESSAGE_BYTES = 16_384;

const BOUNDS = { depth: 3, values: 100 };
const MAX_TEXT = 1_000;

/** What a client sends, after it was checked. */
export type ClientMessage =
  | { event: 'auth'; data: { key: string } }
  | { event: 'subscribe'; data: Subscription }
  | { event: 'invalid'; data: { problem: string } };

/** Reads a message of a client. Whatever it is, it never throws. */
export function clientMessage(text: string): ClientMessage {
  const message = parsed(text);
  if (!isObject(message)) return invalid('A message must be a JSON object');
  if (message['type'] === 'auth') return auth(message);
  return message['type'] === 'subscribe' ? subscribe(message) : invalid('type must be auth or subscribe');
}

function parsed(text: string): unknown {
  try {
    return parseBounded(text, BOUNDS);
  } catch {
    return null;
  }
}

function auth({ key }: Record<string, unknown>): ClientMessage {
  if (typeof key !== 'string' || key.length > MAX_TEXT) return invalid('key must be a text');
  return { event: 'auth', data: { key } };
}

function subscribe({ job_id, batch_id, types, after }: Record<string, unknown>): ClientMessage {
  if (job_id === undefined && batch_id === undefined && types === undefined)
    return invalid('One of job_id, batch_id and types is required');
  if (job_id !== undefined && batch_id !== undefined) return invalid('Only one of job_id and batch_id is allowed');
  const id = job_id ?? batch_id;
  if (id !== undefined && (typeof id !== 'string' || id.length > MAX_TEXT)) return invalid('An ID must be a text');
  if (types !== undefined && !isTypes(types)) return invalid(`types must be a list of ${eventTypes.join(', ')}`);
  if (after !== undefined && !isPosition(after)) return invalid('after must be the ID of an event');
  const subject = typeof id === 'string' ? ({ kind: job_id === undefined ? 'batch' : 'job', id } as const) : undefined;
  return { event: 'subscribe', data: { subject, types: types?.length ? types : undefined, after } };
}

function isTypes(value: unknown): value is EventType[] {
  return Array.isArray(value) && value.every((type) => eventTypes.some((known) => known === type));
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function invalid(problem: string): ClientMessage {
  return { event: 'invalid', data: { problem } };
}
