import { Controller, Get, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiProperty, type OpenAPIObject } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Public } from '../access/access.decorators.js';
import { ApiFailures } from '../errors/api-failures.decorator.js';
import { errorCatalogue } from '../errors/error-catalogue.js';
import { ApiPage } from '../pagination/api-page.decorator.js';
import { httpApp } from '../testing/http-app.js';

const thingErrors = errorCatalogue({
  THING_NOT_FOUND: { kind: 'not-found', message: 'No such thing' },
  THING_LOST: { kind: 'not-found', message: 'It was here' },
});

class Thing {
  @ApiProperty()
  name: string;
}

@Controller('things')
class ThingsController {
  @Get()
  @ApiPage(Thing)
  list(): object {
    return {};
  }

  @Post()
  @ApiFailures(thingErrors)
  create(): object {
    return {};
  }

  @Public()
  @Get('open')
  open(): object {
    return {};
  }
}

describe('the API document', () => {
  let app: NestExpressApplication;
  let document: OpenAPIObject;

  beforeAll(async () => {
    app = await httpApp({ controllers: [ThingsController], environment: { API_KEY: 'secret' } });
    document = (await request(app.getHttpServer()).get('/openapi.json')).body;
  });
  afterAll(() => app.close());

  it('has the version of the package and both ways to send a key', () => {
    expect(document.info.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(document.security).toEqual([{ 'api-key': [] }, { bearer: [] }]);
    expect(Object.keys(document.components?.securitySchemes ?? {})).toEqual(['api-key', 'bearer']);
  });

  it('has a response for each status of a catalogue, with an example for each error', () => {
    const response = document.paths['/things']?.post?.responses['404'];
    expect(response).toMatchObject({
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/ErrorBody' },
          examples: {
            THING_NOT_FOUND: { value: { error_code: 'THING_NOT_FOUND', message: 'No such thing' } },
            THING_LOST: { value: { error_code: 'THING_LOST' } },
          },
        },
      },
    });
    expect(document.components?.schemas).toHaveProperty('ValidationErrorBody');
  });

  it('has the rows of a page', () => {
    expect(document.paths['/things']?.get?.responses['200']).toMatchObject({
      content: {
        'application/json': {
          schema: {
            properties: {
              data: { items: { $ref: '#/components/schemas/Thing' } },
              pagination: { $ref: '#/components/schemas/Pagination' },
            },
          },
        },
      },
    });
  });

  it('tells what needs a key from what does not', () => {
    expect(document.paths['/things']?.get?.responses).toHaveProperty('403');
    expect(document.paths['/things/open']?.get).toMatchObject({ security: [] });
    expect(JSON.stringify(document.paths['/things/open']?.get?.responses['403'])).not.toContain('UNAUTHORIZED');
    expect(JSON.stringify(document)).not.toContain('x-access');
  });

  it('is shown by Swagger UI, whose scripts the security headers allow', async () => {
    const page = await request(app.getHttpServer()).get('/docs');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/<script>/);
    const script = await request(app.getHttpServer()).get('/docs/swagger-ui-init.js');
    expect(script.text).toContain('/things/open');
  });
});
