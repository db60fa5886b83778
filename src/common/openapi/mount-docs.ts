import type { INestApplication } from '@nestjs/common';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { Request } from 'express';
import { linkBase } from '../http/link-base.js';
import { apiDocument } from './api-document.js';
import { DOCS_STYLE } from './docs-style.js';

/** Serves Swagger UI at /docs and the document at /openapi.json; the document is created at the first request. */
export function mountDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => apiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'LinkedIn profile service',
    customCss: DOCS_STYLE,
    patchDocumentOnRequest: (request, _response, document) => withServer(document, linkBase(request as Request)),
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
