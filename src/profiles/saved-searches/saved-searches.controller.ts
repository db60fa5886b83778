import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
import { ApiFilterModels } from '../search/dto/profile-filter.dto.js';
import { CreateSavedSearchRequest, SavedSearchDto } from './dto/saved-search.dto.js';
import { savedSearchErrors, saveSearchErrors } from './saved-searches.errors.js';
import { SavedSearchesService } from './saved-searches.service.js';

@ApiTags('Saved searches')
@ApiFilterModels()
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/saved-searches')
export class SavedSearchesController {
  constructor(private readonly searches: SavedSearchesService) {}

  /** Compares every profile that is stored or changed from now on with a search: a match is the event `profile.matched`. */
  @Post()
  @RequireScope('ingest')
  @Idempotent()
  @Audited(({ result: { id } }: Done<SavedSearchDto>) => ({ action: 'saved_search.created', target: id }))
  @ApiFailures(saveSearchErrors, idempotencyErrors, [commonErrors.VALIDATION_ERROR])
  createSavedSearch(@Body() request: CreateSavedSearchRequest, @KeyName() key_name: string): Promise<SavedSearchDto> {
    return this.searches.create(request, key_name);
  }

  /** Lists saved searches, newest first. */
  @Get()
  @ApiPage(SavedSearchDto)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listSavedSearches(@Query() query: PageQuery): Promise<PageBody<SavedSearchDto>> {
    return this.searches.list(query);
  }

  /** Returns a saved search. */
  @Get(':saved_search_id')
  @ApiFailures(savedSearchErrors)
  getSavedSearch(@Param('saved_search_id') id: string): Promise<SavedSearchDto> {
    return this.searches.find(id);
  }

  /** Deletes a saved search; no event follows. */
  @Delete(':saved_search_id')
  @RequireScope('ingest')
  @HttpCode(204)
  @Audited(({ params }) => ({ action: 'saved_search.deleted', target: params['saved_search_id'] ?? null }))
  @ApiFailures(savedSearchErrors)
  deleteSavedSearch(@Param('saved_search_id') id: string): Promise<void> {
    return this.searches.remove(id);
  }
}
