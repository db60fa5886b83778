import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Audited } from '../audit/audited.decorator.js';
import { OpenLocally } from '../common/access/access.decorators.js';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { ApiPage } from '../common/pagination/api-page.decorator.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { LinkedInProfileDto } from './dto/linkedin-profile.dto.js';
import { ListLinkedInProfiles } from './dto/list-linkedin-profiles.dto.js';
import { linkedInProfileErrors } from './linkedin-profiles.errors.js';
import { LinkedInProfilesService } from './linkedin-profiles.service.js';

@ApiTags('LinkedIn profiles')
@OpenLocally()
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('linkedin-profiles')
export class LinkedInProfilesController {
  constructor(private readonly profiles: LinkedInProfilesService) {}

  /** Lists stored LinkedIn profiles, one per email address, in no particular order. */
  @Get()
  @ApiPage(LinkedInProfileDto)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listLinkedInProfiles(@Query() query: ListLinkedInProfiles): Promise<PageBody<LinkedInProfileDto>> {
    return this.profiles.list(query);
  }

  /** Returns the latest profile fetched for an email address (case-insensitive). */
  @Get(':email')
  @ApiFailures(linkedInProfileErrors)
  getLinkedInProfile(@Param('email') email: string): Promise<LinkedInProfileDto> {
    return this.profiles.find(email);
  }

  /** Deletes everything that is stored for an email address. */
  @Delete(':email')
  @HttpCode(204)
  // Without the email address, which is personal data.
  @Audited(() => ({ action: 'linkedin_profile.deleted', target: null }))
  @ApiFailures(linkedInProfileErrors)
  deleteLinkedInProfile(@Param('email') email: string): Promise<void> {
    return this.profiles.delete(email);
  }
}
