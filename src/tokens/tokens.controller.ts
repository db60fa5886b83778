import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import { Audited, type Done } from '../audit/audited.decorator.js';
import { OpenLocally, RequireScope } from '../common/access/access.decorators.js';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { AddToken, AddTokens } from './dto/add-token.dto.js';
import { addTokenExamples, addTokensExamples } from './dto/add-token.examples.js';
import { AddTokenResult, AddTokensResult } from './dto/add-token-result.dto.js';
import { TokenDto, TokenPoolStatusDto } from './dto/token.dto.js';
import { addedToken, addedTokens } from './token-audit.js';
import { tokenErrors } from './tokens.errors.js';
import { TokensService } from './tokens.service.js';

const TOKEN_ID = { name: 'id', example: addTokenExamples.token.value.token_id };

@ApiTags('Tokens')
@OpenLocally()
@RequireScope('admin')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('tokens')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  /** Adds a token, or renews it if it already exists; its usage count of today is kept. */
  @Post('add')
  @ApiBody({ type: AddToken, examples: addTokenExamples })
  @Audited(({ result }: Done<AddTokenResult>) => addedToken(result))
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  addToken(@Body() token: AddToken): Promise<AddTokenResult> {
    return this.tokens.add(token);
  }

  /** Adds several tokens, given as text or as objects, and returns one result per token, in request order. */
  @Post('add-multiple')
  @ApiBody({ type: AddTokens, examples: addTokensExamples })
  @Audited(({ result }: Done<AddTokensResult>) => addedTokens(result))
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  addTokens(@Body() { tokens }: AddTokens): Promise<AddTokensResult> {
    return this.tokens.addMany(tokens);
  }

  /** Shows the capacity left today, and the state of every token. */
  @Get('status')
  getTokenStatus(): Promise<TokenPoolStatusDto> {
    return this.tokens.status();
  }

  /** Clears the cooling or revoked state of a token and renews it if it has expired; its usage count of today is kept. */
  @Post(':id/reactivate')
  @ApiParam(TOKEN_ID)
  @HttpCode(200)
  @Audited(({ params }) => ({ action: 'token.reactivated', target: params['id'] ?? null }))
  @ApiFailures(tokenErrors)
  reactivateToken(@Param('id') id: string): Promise<TokenDto> {
    return this.tokens.reactivate(id);
  }

  /** Deletes a token immediately. If it is added again on the same day, its usage count continues. */
  @Delete(':id')
  @ApiParam(TOKEN_ID)
  @HttpCode(204)
  @Audited(({ params }) => ({ action: 'token.deleted', target: params['id'] ?? null }))
  @ApiFailures(tokenErrors)
  deleteToken(@Param('id') id: string): Promise<void> {
    return this.tokens.remove(id);
  }
}
