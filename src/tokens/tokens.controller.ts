import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OpenLocally } from '../common/access/access.decorators.js';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { AddToken, AddTokens } from './dto/add-token.dto.js';
import { AddTokenResult, AddTokensResult } from './dto/add-token-result.dto.js';
import { TokenDto, TokenPoolStatusDto } from './dto/token.dto.js';
import { tokenErrors } from './tokens.errors.js';
import { TokensService } from './tokens.service.js';

@ApiTags('Tokens')
@OpenLocally()
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('tokens')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  /** Adds a token, or renews it if it is known already; its count of today stays. */
  @Post('add')
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  add(@Body() token: AddToken): Promise<AddTokenResult> {
    return this.tokens.add(token);
  }

  /** Adds many tokens and answers for every one of them, in request order. */
  @Post('add-multiple')
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  addMany(@Body() { tokens }: AddTokens): Promise<AddTokensResult> {
    return this.tokens.addMany(tokens);
  }

  /** How much the pool can do today, and the state of every token. */
  @Get('status')
  status(): Promise<TokenPoolStatusDto> {
    return this.tokens.status();
  }

  /** Ends cooling and revocation, and gives an expired token a new lifetime; its count of today stays. */
  @Post(':id/reactivate')
  @HttpCode(200)
  @ApiFailures(tokenErrors)
  reactivate(@Param('id') id: string): Promise<TokenDto> {
    return this.tokens.reactivate(id);
  }

  /** Forgets a token at once. Added again on the same day, it goes on with its count. */
  @Delete(':id')
  @HttpCode(204)
  @ApiFailures(tokenErrors)
  remove(@Param('id') id: string): Promise<void> {
    return this.tokens.remove(id);
  }
}
