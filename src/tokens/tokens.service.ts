import { Injectable } from '@nestjs/common';
import { AddTokenResult, AddTokensResult } from './dto/add-token-result.dto.js';
import { AddToken } from './dto/add-token.dto.js';
import type { TokenDto, TokenPoolStatusDto } from './dto/token.dto.js';
import { TokenPool, type NewToken } from './token-pool.js';
import { readToken } from './read-token.js';
import { isTokenId } from './token-id.js';
import { tokenErrors } from './tokens.errors.js';

/** The token pool as the API presents it. */
@Injectable()
export class TokensService {
  constructor(private readonly pool: TokenPool) {}

  async add(token: AddToken): Promise<AddTokenResult> {
    return new AddTokenResult(await this.pool.add(newToken(token)));
  }

  /** @param sent texts and objects; an invalid one only fails itself */
  async addMany(sent: readonly unknown[]): Promise<AddTokensResult> {
    const tokens = sent.map(readToken);
    const valid = tokens.filter((token) => token instanceof AddToken);
    const outcomes = (await this.pool.addMany(valid.map(newToken))).values();
    return new AddTokensResult(tokens.map((token) => (token instanceof AddToken ? outcomes.next().value! : token)));
  }

  status(): Promise<TokenPoolStatusDto> {
    return this.pool.status();
  }

  async reactivate(id: string): Promise<TokenDto> {
    const token = isTokenId(id) ? await this.pool.reactivate(id) : null;
    // Without the ID: a client that confuses the fields may have sent the token itself.
    if (token === null) throw tokenErrors.TOKEN_NOT_FOUND();
    return token;
  }

  async remove(id: string): Promise<void> {
    if (!isTokenId(id) || !(await this.pool.remove(id))) throw tokenErrors.TOKEN_NOT_FOUND();
  }
}

/** AddToken → NewToken */
function newToken({ token, token_id, expires_at, daily_limit }: AddToken): NewToken {
  return { token, token_id, daily_limit, expires_at: expires_at === undefined ? undefined : new Date(expires_at) };
}
