import type { AuditEntry } from '../audit/audit-record.js';
import type { AddTokenResult, AddTokensResult } from './dto/add-token-result.dto.js';

export function addedToken({ action, token_id }: Pick<AddTokenResult, 'action' | 'token_id'>): AuditEntry {
  return { action: action === 'added' ? 'token.added' : 'token.renewed', target: token_id };
}

/** Only tokens that were added or renewed. */
export function addedTokens({ results }: AddTokensResult): AuditEntry[] {
  return results.flatMap(({ action, token }) =>
    token === null || action === 'failed' ? [] : [addedToken({ action, token_id: token.token_id })],
  );
}
