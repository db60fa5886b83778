import { ExactNumber } from '../../model/exact-number.js';

/** The third argument is available since Node 22, but not yet in TypeScript's library. */
type Reviver = (name: string, value: unknown, context?: { source?: string }) => unknown;

const exactly: Reviver = (_, value, context) =>
  typeof value === 'number' && context?.source !== undefined ? ExactNumber.read(context.source) : value;

/** Reads JSON as JSON.parse does, except that numbers keep all of their digits. @throws SyntaxError */
export function parseExact(text: string): unknown {
  return JSON.parse(text, ExactNumber.mayBeIn(text) ? exactly : undefined) as unknown;
}
