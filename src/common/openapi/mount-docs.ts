import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { apiDocument } from './api-document.js';

/** Serves Swagger UI at /docs and the document at /openapi.json; the document is created at the first request. */
export function mountDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => apiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'LinkedIn profile service',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}
