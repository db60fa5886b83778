import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../common/access/access.decorators.js';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { FacetQuery, FacetRequest, Facets } from './dto/facets.dto.js';
import { facetExamples, searchExamples } from './dto/search.examples.js';
import { ApiFilterModels } from './dto/profile-filter.dto.js';
import { SearchProfiles } from './dto/search-profiles.dto.js';
import { SearchResult } from './dto/search-result.dto.js';
import type { FoundProfiles } from './found-profiles.js';
import { SearchService } from './search.service.js';

@ApiTags('Profiles')
@ApiFilterModels()
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/profiles')
export class SearchController {
  constructor(private readonly profiles: SearchService) {}

  /** Searches stored profiles by words, by meaning and by filters, best matches first. */
  @Post('search')
  @RequireScope('read')
  @HttpCode(200)
  @ApiBody({ type: SearchProfiles, examples: searchExamples })
  @ApiOkResponse({ type: SearchResult })
  @ApiFailures([commonErrors.VALIDATION_ERROR, commonErrors.UPSTREAM_ERROR])
  searchProfiles(@Body() search: SearchProfiles): Promise<FoundProfiles> {
    return this.profiles.search(search);
  }

  /** Lists the most common values of a field with the number of profiles that have them, for filters and completion. */
  @Get('facets')
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listFacetValues(@Query() query: FacetQuery): Promise<Facets> {
    return this.profiles.facets(query);
  }

  /** Lists the most common values of a field among the profiles that match a filter. */
  @Post('facets')
  @RequireScope('read')
  @HttpCode(200)
  @ApiBody({ type: FacetRequest, examples: facetExamples })
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  findFacetValues(@Body() request: FacetRequest): Promise<Facets> {
    return this.profiles.facets(request);
  }
}
