import { UNLIMITED_CREDITS, type CreditAccess } from './credit-access.js';
import { NO_TOKENS, type TokenAccess } from './token-access.js';

/** What the calls of one lookup need. */
export interface SourceAccess {
  /** For lookups by email address. */
  tokens: TokenAccess;
  credits: CreditAccess;
}

/** For callers without tokens, limit and record. */
export const OPEN_ACCESS: SourceAccess = { tokens: NO_TOKENS, credits: UNLIMITED_CREDITS };
