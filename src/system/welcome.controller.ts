import { Controller, Get, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Public } from '../common/access/access.decorators.js';
import { linkBase } from '../common/http/link-base.js';
import { packageVersion } from '../common/openapi/api-document.js';

class Welcome {
  /** @example "LinkedIn profile service" */
  service: string;
  version: string;
  /** The page for people. */
  console: string;
  /** Swagger UI. */
  documentation: string;
  openapi: string;
  health: string;
}

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
