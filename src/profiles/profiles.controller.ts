import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Audited } from '../audit/audited.decorator.js';
import { KeyName } from '../common/access/key-name.decorator.js';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { ApiPage } from '../common/pagination/api-page.decorator.js';
import { ProfileFieldsQuery } from '../common/profile-fields/profile-fields.dto.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import type { ChosenProfile } from '../model/profile-fields.js';
import { idempotencyErrors } from '../idempotency/idempotency.errors.js';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import { ApiIngestStatus, IngestStatusInterceptor } from './ingest-status.interceptor.js';
import { CompaniesOfProfile } from './dto/companies-of-profile.dto.js';
import { ingestExamples } from './dto/ingest.examples.js';
import { IngestQuery } from './dto/ingest-query.dto.js';
import { ListProfiles } from './dto/list-profiles.dto.js';
import { ProfileDto } from '../common/profile-fields/profile.dto.js';
import type { CompletedProfile } from './dto/profile-result.dto.js';
import { ProfileToIngest } from './dto/profile-to-ingest.dto.js';
import { FindSimilar, SimilarProfiles } from './dto/similar-profiles.dto.js';
import { ingestErrors, profileErrors, similarityErrors } from './profiles.errors.js';
import { ProfilesService } from './profiles.service.js';
import { SimilarityService, type SimilarHits } from './similarity.service.js';

@ApiTags('Profiles')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/profiles')
export class ProfilesController {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly similarity: SimilarityService,
  ) {}

  /** Fetches, enriches and stores one profile. */
  @Post()
  @ApiBody({ type: ProfileToIngest, examples: ingestExamples })
  @Idempotent()
  @UseInterceptors(IngestStatusInterceptor)
  @ApiIngestStatus()
  @ApiFailures([commonErrors.VALIDATION_ERROR], idempotencyErrors, ingestErrors)
  ingestProfile(
    @Body() profile: ProfileToIngest,
    @Query() { on_error }: IngestQuery,
    @KeyName() key_name: string,
  ): Promise<CompletedProfile> {
    return this.profiles.ingest(profile, key_name, on_error);
  }

  /** Lists stored profiles that match all given filters, newest first. */
  @Get()
  @ApiPage(ProfileDto)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listProfiles(@Query() query: ListProfiles): Promise<PageBody<ChosenProfile>> {
    return this.profiles.list(query);
  }

  /** Returns a stored profile. */
  @Get(':id')
  @ApiOkResponse({ type: ProfileDto })
  @ApiFailures(profileErrors, [commonErrors.VALIDATION_ERROR])
  getProfile(@Param('id') id: string, @Query() { fields }: ProfileFieldsQuery): Promise<ChosenProfile> {
    return this.profiles.find(id, fields);
  }

  /** Deletes a stored profile with its company links and its vector; the companies are kept. */
  @Delete(':id')
  @HttpCode(204)
  @Audited(({ params }) => ({ action: 'profile.deleted', target: params['id'] ?? null }))
  @ApiFailures(profileErrors)
  deleteProfile(@Param('id') id: string): Promise<void> {
    return this.profiles.delete(id);
  }

  /** Lists the stored profiles that are most similar to this one. */
  @Get(':id/similar')
  @ApiOkResponse({ type: SimilarProfiles })
  @ApiFailures(profileErrors, similarityErrors, [commonErrors.VALIDATION_ERROR])
  listSimilarProfiles(@Param('id') id: string, @Query() query: FindSimilar): Promise<SimilarHits> {
    return this.similarity.similar(id, query);
  }

  /** Lists the stored companies of a profile, one entry per position. */
  @Get(':id/companies')
  @ApiFailures(profileErrors)
  listProfileCompanies(@Param('id') id: string): Promise<CompaniesOfProfile> {
    return this.profiles.companies(id);
  }
}
