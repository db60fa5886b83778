import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { OpenLocally } from '../../common/access/access.decorators.js';
import { KeyName } from '../../common/access/key-name.decorator.js';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { idempotencyErrors } from '../../idempotency/idempotency.errors.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { Idempotency, IdempotentRequest } from '../../idempotency/idempotent-request.js';
import { UploadQuery } from './dto/upload-query.dto.js';
import { UploadedJob } from './dto/uploaded-job.dto.js';
import { ApiListBody } from './list-body.decorator.js';
import { ListReceiver } from './request/list-receiver.js';
import { uploadErrors } from './upload.errors.js';
import { UploadService } from './upload.service.js';

@ApiTags('Jobs')
@OpenLocally()
@Controller('jobs')
export class UploadsController {
  constructor(
    private readonly receiver: ListReceiver,
    private readonly uploads: UploadService,
  ) {}

  /**
   * Creates a job from a file of up to 1,000,000 people.
   * @remarks The columns with email addresses, LinkedIn URLs, roles and names are found by their names, in a header that may have notes above it, as
   * in LinkedIn's Connections.csv; a file without a header is recognized by an address or a URL in its first row. Encoding (UTF-8, UTF-16,
   * Windows-1252) and delimiter (comma, semicolon, tab) are found too. All columns come back with the results. Rows that are invalid or
   * repeated are left out.
   */
  @Post('upload')
  @HttpCode(200)
  @ApiListBody()
  @Idempotent({ keptBy: 'handler' })
  @ApiFailures(idempotencyErrors, uploadErrors, [
    commonErrors.BAD_REQUEST,
    commonErrors.VALIDATION_ERROR,
    commonErrors.REQUEST_TIMEOUT,
  ])
  uploadJob(
    @Query() query: UploadQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @KeyName() created_by: string,
    @Idempotency() repeatable?: IdempotentRequest,
  ): Promise<UploadedJob> {
    const options = { dry_run: query.dry_run, repeatable, created_by };
    return this.receiver.receive(request, response, query, (list) => this.uploads.create(list, options));
  }
}
