import {
  ApplicationError,
  type ApplicationErrorOptions,
  type ErrorDetails,
  type ErrorKind,
} from './application.error.js';

export interface ErrorDefinition {
  kind: ErrorKind;
  /** One sentence for the client; the same for every occurrence unless it is overridden. */
  message: string;
  /** What the client can do about it. */
  suggestions?: readonly string[];
}

/** A known error: call it to create an error to throw; its fields document it. */
export interface ErrorEntry extends Readonly<ErrorDefinition> {
  (details?: ErrorDetails, options?: ApplicationErrorOptions): ApplicationError;
  readonly code: string;
}

export type ErrorCatalogue<Code extends string = string> = { readonly [C in Code]: ErrorEntry };

/** The errors of a feature, by their code. */
export function errorCatalogue<Code extends string>(definitions: Record<Code, ErrorDefinition>): ErrorCatalogue<Code> {
  const entries = Object.entries<ErrorDefinition>(definitions).map(([code, definition]) => [
    code,
    entryOf(code, definition),
  ]);
  return Object.freeze(Object.fromEntries(entries)) as ErrorCatalogue<Code>;
}

function entryOf(code: string, definition: ErrorDefinition): ErrorEntry {
  const known = { code, ...definition };
  const make = (details?: ErrorDetails, options?: ApplicationErrorOptions) =>
    new ApplicationError(known, details, options);
  return Object.freeze(Object.assign(make, known));
}
