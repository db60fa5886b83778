import { createHash } from 'node:crypto';
import type { Request } from 'express';

/** Distinguishes a repeated request from a different one with the same key. The order of names in its JSON does not matter. */
export function requestHash({ params, query, body }: Pick<Request, 'params' | 'query' | 'body'>): string {
  const text = JSON.stringify([params, query, body ?? null], (_name, value: unknown) => inOrder(value));
  return createHash('sha256').update(text).digest('hex');
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
