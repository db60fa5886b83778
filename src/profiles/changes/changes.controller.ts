import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { ListWithNextPage } from '../../common/pagination/next-page-link.js';
import type { PageRows } from '../../common/pagination/page.js';
import type { ProfileChange } from '../../model/profile-change.js';
import { profileErrors } from '../profiles.errors.js';
import { ChangesService } from './changes.service.js';
import { ListChanges } from './dto/list-changes.dto.js';
import { ProfileChangeDto } from './dto/profile-change.dto.js';

@ApiTags('Profiles')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/profiles')
export class ChangesController {
  constructor(private readonly changes: ChangesService) {}

  /**
   * Lists how a stored profile changed since it was first stored, newest first. The latest 50 changes of each field are kept. The
   * order of list entries is not a change, and neither are durations, picture signatures and a company's logo and size.
   */
  @Get(':id/changes')
  @ListWithNextPage(ProfileChangeDto)
  @ApiFailures(profileErrors, [commonErrors.VALIDATION_ERROR])
  listProfileChanges(@Param('id') id: string, @Query() query: ListChanges): Promise<PageRows<ProfileChange>> {
    return this.changes.ofProfile(id, query);
  }
}
