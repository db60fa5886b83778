import { UNLIMITED_CREDITS } from '../../src/sources/credit-access.js';
import type { SourceAccess } from '../../src/sources/source-access.js';
import { NO_TOKENS } from '../../src/sources/token-access.js';

/** Without tokens, and without a limit of credits. */
export const OPEN_ACCESS: SourceAccess = { tokens: NO_TOKENS, credits: UNLIMITED_CREDITS };
