/** Maximum nesting depth of lists and objects in a body. */
export const MAX_DEPTH = 64;

/** Keys that exist on every JavaScript object; no field of this API has such a name. */
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];

/**
 * Removes dangerous keys, and checks the depth, because later steps are recursive.
 * @returns false if the value is nested deeper than `MAX_DEPTH`
 */
export function sanitizeJson(json: unknown): boolean {
  let level = [json].filter(isNested);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= MAX_DEPTH) return false;
    const next: object[] = [];
    for (const value of level) {
      if (!Array.isArray(value))
        for (const key of FORBIDDEN_KEYS) if (Object.hasOwn(value, key)) Reflect.deleteProperty(value, key);
      for (const item of Object.values(value) as unknown[]) if (isNested(item)) next.push(item);
    }
    level = next;
  }
  return true;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
