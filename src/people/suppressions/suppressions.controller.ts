import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Audited, type Done } from '../../audit/audited.decorator.js';
import { RequireScope } from '../../common/access/access.decorators.js';
import { KeyName } from '../../common/access/key-name.decorator.js';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { ApiPage } from '../../common/pagination/api-page.decorator.js';
import { PageQuery } from '../../common/pagination/page-query.dto.js';
import type { PageBody } from '../../common/pagination/pagination.dto.js';
import { idempotencyErrors } from '../../idempotency/idempotency.errors.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { ErasePersonRequest } from '../dto/erase-person.dto.js';
import { suppressionErrors } from '../people.errors.js';
import { AddedSuppressions, AddSuppressions } from './dto/add-suppressions.dto.js';
import { SuppressionDto } from './dto/suppression.dto.js';
import { SuppressionsService } from './suppressions.service.js';
import { suppressedPerson, suppressionExamples } from '../dto/people.examples.js';

@ApiTags('People')
@RequireScope('erase')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/people/suppressions')
export class SuppressionsController {
  constructor(private readonly suppressions: SuppressionsService) {}

  /**
   * Keeps people from being looked up and stored, under all of their known identifiers. Data that is already stored about them is kept and
   * still returned: POST /api/v1/people/erase removes it.
   */
  @Post()
  @ApiBody({ type: AddSuppressions, examples: suppressionExamples })
  @HttpCode(200)
  @Idempotent({ namesNobody: true })
  @Audited(({ result: { added, already_suppressed } }: Done<AddedSuppressions>) => ({
    action: 'people.suppressed',
    target: null,
    details: { added, already_suppressed },
  }))
  @ApiFailures(idempotencyErrors, [commonErrors.VALIDATION_ERROR, commonErrors.PAYLOAD_TOO_LARGE])
  addSuppressions(@Body() { entries }: AddSuppressions, @KeyName() key_name: string): Promise<AddedSuppressions> {
    return this.suppressions.add(entries, key_name);
  }

  /** Lists the entries, newest first. A person has one for each slug, number and email address; none shows its value. */
  @Get()
  @RequireScope('read')
  @ApiPage(SuppressionDto)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listSuppressions(@Query() query: PageQuery): Promise<PageBody<SuppressionDto>> {
    return this.suppressions.list(query);
  }

  /** Allows a person to be looked up and stored again, also after an erasure: removes all entries of the person. */
  @Delete()
  @HttpCode(204)
  @ApiQuery({ name: 'linkedin_url', required: false, example: suppressedPerson.linkedin_url })
  @ApiQuery({ name: 'email', required: false, example: suppressedPerson.email })
  @Audited(() => ({ action: 'suppression.removed', target: null }))
  @ApiFailures(suppressionErrors, [commonErrors.VALIDATION_ERROR])
  deleteSuppressionsOfPerson(@Query() person: ErasePersonRequest): Promise<void> {
    return this.suppressions.removePerson(person);
  }

  /** Allows the person of an entry to be looked up and stored again, also after an erasure: removes all entries of the person. */
  @Delete(':id')
  @HttpCode(204)
  @Audited(({ params }) => ({ action: 'suppression.removed', target: params['id'] ?? null }))
  @ApiFailures(suppressionErrors)
  deleteSuppression(@Param('id') id: string): Promise<void> {
    return this.suppressions.remove({ id });
  }
}
