import type { Config } from '../config/config.js';

/** A source that brings its own credential, under its name. */
export interface OwnToken {
  token_id: string;
  /** Whether tokens that were added to the pool are used in its place. */
  gives_way: boolean;
}

const ownTokens: Partial<Record<Config['PROFILE_SOURCE'], OwnToken>> = {
  // Any token will do there, so those of a trial are used.
  sandbox: { token_id: 'sandbox', gives_way: true },
  // The operator's key is the credential; the tokens of another source are none of its business.
  'people-data-labs': { token_id: 'people-data-labs', gives_way: false },
};

/** Null for a source that is asked with tokens of the pool. */
export function ownTokenOf(source: Config['PROFILE_SOURCE']): OwnToken | null {
  return ownTokens[source] ?? null;
}

/** Whether the id is taken, whichever source is configured: one with another is a setting away. */
export function isOwnTokenId(id: string): boolean {
  return Object.values(ownTokens).some(({ token_id }) => token_id === id);
}
