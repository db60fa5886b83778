import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

/** Of an answer, in characters: an assistant has to read all of it. */
export const MAX_ANSWER = 40_000;

/** From generous to strict: the longest text, and the longest list. */
const LIMITS = [
  [2_000, 100],
  [500, 50],
  [200, 20],
  [100, 5],
] as const;

/** The value as JSON; if that is too long, its texts and lists are cut and say so. */
export function answer(value: unknown): CallToolResult {
  return { content: [{ type: 'text', text: boundedJson(value) }] };
}

export function boundedJson(value: unknown): string {
  let text = JSON.stringify(value);
  for (const [characters, items] of LIMITS) {
    if (text.length <= MAX_ANSWER) return text;
    text = JSON.stringify(cut(value, characters, items));
  }
  return text.length <= MAX_ANSWER ? text : JSON.stringify({ truncated: text.slice(0, MAX_ANSWER / 2) });
}

function cut(value: unknown, characters: number, items: number): unknown {
  if (typeof value === 'string') {
    return value.length <= characters ? value : `${value.slice(0, characters)}… (${value.length} characters)`;
  }
  if (Array.isArray(value)) {
    const kept: unknown[] = value.slice(0, items).map((item) => cut(item, characters, items));
    return value.length <= items ? kept : [...kept, `… and ${value.length - items} more`];
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner, characters, items)]));
  }
  return value;
}
