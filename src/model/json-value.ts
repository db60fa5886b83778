import type { ExactNumber } from './exact-number.js';

/** Any JSON value. */
export type JsonValue = string | number | ExactNumber | boolean | null | JsonValue[] | { [name: string]: JsonValue };
