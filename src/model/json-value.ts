import type { ExactNumber } from './exact-number.js';

/** Anything that JSON can say. */
export type JsonValue = string | number | ExactNumber | boolean | null | JsonValue[] | { [name: string]: JsonValue };
