import type { CreditAccess } from './credit-access.js';
import type { TokenAccess } from './token-access.js';

/** What the calls of one lookup need. */
export interface SourceAccess {
  /** For lookups by email address. */
  tokens: TokenAccess;
  credits: CreditAccess;
}
