import { Controller, Get, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { answerWithFile } from '../../common/export/answer-with-file.js';
import { ApiExportedFile } from '../../common/export/api-exported-file.decorator.js';
import { ExportProfiles } from '../dto/export-profiles.dto.js';
import { profileExportExamples } from './profile-export.examples.js';
import { ProfilesExport } from './profiles-export.js';

@ApiTags('Profiles')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/profiles')
export class ProfileExportsController {
  constructor(private readonly exports: ProfilesExport) {}

  /** Exports the stored profiles that match all given filters, oldest first, as NDJSON or CSV. */
  @Get('export')
  @ApiExportedFile(profileExportExamples)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  exportProfiles(
    @Query() query: ExportProfiles,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    return answerWithFile({ request, response, ...query }, (format) => this.exports.open(query, format));
  }
}
