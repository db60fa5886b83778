import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access/access.decorators.js';
import { packageVersion } from '../common/openapi/api-document.js';

class Welcome {
  /** @example "LinkedIn profile service" */
  service: string;
  version: string;
  /** Swagger UI. */
  documentation: string;
  openapi: string;
  health: string;
}

@ApiTags('System')
@Public()
@Controller()
export class WelcomeController {
  /** Links to the documentation, the OpenAPI document and the health check. */
  @Get()
  welcome(): Welcome {
    return {
      service: 'LinkedIn profile service',
      version: packageVersion(),
      documentation: '/docs',
      openapi: '/openapi.json',
      health: '/health/ready',
    };
  }
}
