import type { INestApplication } from '@nestjs/common';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { Express, Request } from 'express';
import { apiDocument } from './api-document.js';
import { DOCS_STYLE } from './docs-style.js';
import { baseToWrite, keptDocument } from './kept-documents.js';

/** Routes that serialize the document. */
const DOCUMENTS = ['/openapi.json', '/openapi.yaml', '/docs/swagger-ui-init.js', '/docs/docs/swagger-ui-init.js'];

/** Serves Swagger UI at /docs and the document at /openapi.json; the document is created at the first request. */
export function mountDocs(app: INestApplication): void {
  const express = app.getHttpAdapter().getInstance() as Express;
  for (const path of DOCUMENTS) express.get(path, keptDocument());
  SwaggerModule.setup('docs', app, () => apiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'LinkedIn profile service',
    customCss: DOCS_STYLE,
    patchDocumentOnRequest: (request, _response, document) => withServer(document, baseToWrite(request as Request)),
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      // Its numbers can be read, unlike those of the default.
      syntaxHighlight: { theme: 'tomorrow-night' },
    },
  });
}

/** Behind a path prefix, Swagger UI would otherwise call the paths without it. */
function withServer(document: OpenAPIObject, base: string): OpenAPIObject {
  return base === '' ? document : { ...document, servers: [{ url: base, description: 'This installation' }] };
}
