import { parseBounded } from '../../common/json/bounded-json.js';
import { ExactNumber } from '../../model/exact-number.js';
import { withoutHtml } from './html.js';
import { text } from './text.js';

/** Keys under which a source may wrap a list. */
const WRAPPERS = ['items', 'elements', 'values', 'data', 'results'] as const;
/** Longer than any real list; the raw payload keeps the rest. */
export const LONGEST_LIST = 2_000;
/** Deeper nesting is not treated as a list. */
const DEPTH = 5;

/** Elements of a list that a source may send as nothing, a single element, a wrapped list, or JSON text. */
export function list(value: unknown): unknown[] {
  return elements(value, DEPTH)
    .filter((element) => !isBlank(element, DEPTH))
    .slice(0, LONGEST_LIST)
    .map((element) => (element instanceof ExactNumber ? element.text : element));
}

function elements(value: unknown, depth: number): unknown[] {
  if (depth === 0) return [value];
  if (Array.isArray(value))
    return value.flatMap((element) => (Array.isArray(element) ? elements(element, depth - 1) : [element]));
  if (typeof value === 'string') return parsedList(value) ?? [value];
  if (typeof value !== 'object' || value === null) return [value];
  return elementsOfObject(value as Record<string, unknown>, depth);
}

function elementsOfObject(value: Record<string, unknown>, depth: number): unknown[] {
  const keys = Object.keys(value);
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) return elements(Object.values(value), depth - 1);
  const wrapper = WRAPPERS.find((key) => Array.isArray(value[key]));
  return wrapper === undefined ? [value] : elements(value[wrapper], depth - 1);
}

function parsedList(words: string): unknown[] | null {
  if (!/^\s*[[{]/.test(words)) return null;
  try {
    const value: unknown = parseBounded(words);
    return Array.isArray(value) ? value : [value];
  } catch {
    return null;
  }
}

function isBlank(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return text(value) === null;
  if (value === null || value === undefined || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || depth === 0) return false;
  return Object.values(value).every((element) => isBlank(element, depth - 1));
}

/** Distinct texts, in order. A single text is split at the separators. */
export function textList(value: unknown, separators: RegExp): string[] {
  const found = list(value);
  const [only] = found;
  const parts =
    found.length === 1 && typeof only === 'string' && !Array.isArray(value)
      ? withoutHtml(only).split(separators)
      : found;
  return [...new Set(parts.map(nameOf).filter((words) => words !== null))].slice(0, LONGEST_LIST);
}

function nameOf(value: unknown): string | null {
  const named = typeof value === 'object' ? (value as Record<string, unknown>)['skill'] : undefined;
  return text(value) ?? text(named);
}
