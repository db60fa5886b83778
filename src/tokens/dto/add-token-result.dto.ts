import { ApiProperty } from '@nestjs/swagger';
import type { AddedToken, AddOutcome } from '../token-pool.js';
import type { InvalidToken } from '../read-token.js';
import { TokenDto } from './token.dto.js';

/** A token that was added or renewed. */
export class AddTokenResult extends TokenDto {
  success: boolean;
  @ApiProperty({ enum: ['added', 'updated'] })
  action: 'added' | 'updated';

  constructor({ action, token }: AddedToken) {
    super();
    Object.assign(this, { success: true, action, ...token });
  }
}

/** The result for one of several tokens. */
export class AddTokenOutcome {
  /** Null if the token is invalid. */
  token_id: string | null;
  success: boolean;
  @ApiProperty({ enum: ['added', 'updated', 'failed'] })
  action: 'added' | 'updated' | 'failed';
  /** Null if the token could not be added. */
  token: TokenDto | null;
  /** Why the token could not be added; null on success. */
  error: string | null;
}

export class AddTokensResult {
  /** Whether every token was added. */
  success: boolean;
  total: number;
  added: number;
  updated: number;
  failed: number;
  /** In request order. */
  results: AddTokenOutcome[];

  constructor(outcomes: readonly (AddOutcome | InvalidToken)[]) {
    this.results = outcomes.map(outcomeDto);
    const count = (action: AddOutcome['action']) => this.results.filter((result) => result.action === action).length;
    this.total = outcomes.length;
    this.added = count('added');
    this.updated = count('updated');
    this.failed = count('failed');
    this.success = this.failed === 0;
  }
}

/** AddOutcome → AddTokenOutcome */
function outcomeDto(outcome: AddOutcome | InvalidToken): AddTokenOutcome {
  if (!('action' in outcome)) {
    return { token_id: null, success: false, action: 'failed', token: null, error: outcome.problem };
  }
  if (outcome.action === 'failed') {
    const { action, token_id, problem } = outcome;
    return { token_id, success: false, action, token: null, error: problem };
  }
  const { action, token } = outcome;
  return { token_id: token.token_id, success: true, action, token, error: null };
}
