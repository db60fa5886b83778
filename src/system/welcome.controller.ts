import { Controller, Get, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Public } from '../common/access/access.decorators.js';
import { linkBase } from '../common/http/link-base.js';
import { packageVersion } from '../common/openapi/api-document.js';
import { Welcome } from './dto/welcome.dto.js';

@ApiTags('System')
@Public()
@Controller()
export class WelcomeController {
  /** Links to the console, the documentation, the OpenAPI document and the health check. */
  @Get()
  getWelcome(@Req() request: Request): Welcome {
    const base = linkBase(request);
    return {
      service: 'LinkedIn profile service',
      version: packageVersion(),
      console: `${base}/console`,
      documentation: `${base}/docs`,
      openapi: `${base}/openapi.json`,
      health: `${base}/health/ready`,
    };
  }
}
