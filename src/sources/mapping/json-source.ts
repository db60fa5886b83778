type Path = readonly (string | number)[];

/**
 * The value at `path` exactly as it is written in a JSON text; null if there is none. Parsing and writing it again would
 * change numbers (`1.0`) and remove duplicate keys. The text must be valid JSON.
 */
export function sourceAt(json: string, path: Path): string | null {
  const span = find(json, path);
  return span === null ? null : json.slice(span.start, span.end);
}

/** All items of the list at `path`, each exactly as it is written, in one pass; none if there is no list. */
export function itemsAt(json: string, path: Path): string[] {
  const span = find(json, path);
  if (span === null || json[span.start] !== '[') return [];
  return Array.from(members(json, span.start).values(), ({ start, end }) => json.slice(start, end));
}

function find(json: string, path: Path): Span | null {
  let span: Span | null = spanAt(json, 0);
  for (const key of path) {
    if (span === null) return null;
    span = members(json, span.start).get(String(key)) ?? null;
  }
  return span;
}

interface Span {
  start: number;
  end: number;
}

/** The members of the object or list at this position; of duplicate keys the last, as in JSON.parse. */
function members(json: string, start: number): Map<string, Span> {
  const found = new Map<string, Span>();
  const isObject = json[start] === '{';
  if (!isObject && json[start] !== '[') return found;
  let at = skipBlanks(json, start + 1);
  while (json[at] !== '}' && json[at] !== ']') {
    const key = isObject ? spanAt(json, at) : null;
    const value = spanAt(json, key === null ? at : skipBlanks(json, key.end) + 1);
    found.set(key === null ? String(found.size) : (JSON.parse(json.slice(key.start, key.end)) as string), value);
    at = skipBlanks(json, value.end);
    if (json[at] === ',') at = skipBlanks(json, at + 1);
  }
  return found;
}

function spanAt(json: string, from: number): Span {
  const start = skipBlanks(json, from);
  if (json[start] === '{' || json[start] === '[') return { start, end: endOfNested(json, start) };
  return { start, end: json[start] === '"' ? endOfString(json, start) : endOfWord(json, start) };
}

function endOfNested(json: string, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at++) {
    const character = json[at];
    if (character === '"') at = endOfString(json, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return json.length;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOfWord(json: string, start: number): number {
  let at = start;
  while (at < json.length && !/[\s,\]}]/.test(json[at] ?? '')) at++;
  return at;
}

function skipBlanks(json: string, start: number): number {
  let at = start;
  while (at < json.length && /\s/.test(json[at] ?? '')) at++;
  return at;
}
