import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Audited, type Done } from '../audit/audited.decorator.js';
import { RequireScope } from '../common/access/access.decorators.js';
import { KeyName } from '../common/access/key-name.decorator.js';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { ApiPage } from '../common/pagination/api-page.decorator.js';
import { PageQuery } from '../common/pagination/page-query.dto.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { idempotencyErrors } from '../idempotency/idempotency.errors.js';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import { ErasePersonRequest } from './dto/erase-person.dto.js';
import { ErasedPerson, ErasureDto } from './dto/erasure.dto.js';
import { ErasuresService } from './erasures.service.js';
import { erasureErrors } from './people.errors.js';
import { erasureExamples } from './dto/people.examples.js';

@ApiTags('People')
@RequireScope('erase')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/people')
export class ErasuresController {
  constructor(private readonly erasures: ErasuresService) {}

  /** Erases a person from all stores, and keeps the person from being fetched or stored again. */
  @Post('erase')
  @ApiBody({ type: ErasePersonRequest, examples: erasureExamples })
  @HttpCode(200)
  @Idempotent({ namesNobody: true })
  @Audited(({ result }: Done<ErasedPerson>) => ({ action: 'person.erased', target: result.receipt_id }))
  @ApiFailures(idempotencyErrors, [commonErrors.VALIDATION_ERROR])
  erasePerson(@Body() request: ErasePersonRequest, @KeyName() key_name: string): Promise<ErasedPerson> {
    return this.erasures.erase(request, key_name);
  }

  /** Lists the receipts of erasures, newest first. */
  @Get('erasures')
  @ApiPage(ErasureDto)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listErasures(@Query() query: PageQuery): Promise<PageBody<ErasureDto>> {
    return this.erasures.list(query);
  }

  /** Returns the receipt of an erasure. */
  @Get('erasures/:receipt_id')
  @ApiFailures(erasureErrors)
  getErasure(@Param('receipt_id') receipt_id: string): Promise<ErasureDto> {
    return this.erasures.find(receipt_id);
  }
}
