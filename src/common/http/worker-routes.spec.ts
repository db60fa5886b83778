import { describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import type { Request, Response } from 'express';
import request from 'supertest';
import { Public } from '../access/access.decorators.js';
import { httpApp } from '../testing/http-app.js';
import { onlyWorkerRoutes } from './worker-routes.js';

@Public()
@Controller()
class SomeController {
  @Get(['metrics', 'jobs/active'])
  something(): string[] {
    return [];
  }
}

function refusalOf(path: string): unknown {
  let passed: unknown = 'nothing';
  onlyWorkerRoutes({ path } as Request, {} as Response, (error?: unknown) => (passed = error));
  return passed;
}

describe('a worker', () => {
  it.each(['/', '/health/live', '/health/ready', '/health/ready/', '/metrics', '/metrics/'])('serves %s', (path) => {
    expect(refusalOf(path)).toBeUndefined();
  });

  it.each(['/jobs/create-batch', '/api/v1/profiles', '/system/health', '/docs', '/metrics/x', '//', '/health'])(
    'does not serve %s',
    (path) => {
      expect(refusalOf(path)).toMatchObject({ code: 'NOT_FOUND', details: { role: 'worker' } });
    },
  );

  it('is a process with ROLE=worker', async () => {
    const environment = { ROLE: 'worker', DATABASE_URL: 'postgres://db/jobs' };
    const app = await httpApp({ controllers: [SomeController], environment });
    await request(app.getHttpServer()).get('/metrics').expect(200);
    for (const path of ['/jobs/active', '/openapi.json']) {
      const { body } = await request(app.getHttpServer()).get(path).expect(404);
      expect(body).toMatchObject({ error_code: 'NOT_FOUND', details: { endpoint: path, role: 'worker' } });
    }
    await app.close();
  });
});
