import { readFileSync } from 'node:fs';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { failureResponse } from '../errors/api-failures.decorator.js';
import { commonErrors } from '../errors/common.errors.js';
import { ErrorBody, ValidationErrorBody } from '../errors/error-body.dto.js';
import { bodyWords } from './body-words.js';
import { eventWords } from './event-words.js';
import { completeOperations } from './complete-operations.js';
import { completeSchemas } from './complete-schemas.js';

const DESCRIPTION = [
  'Turns LinkedIn member URLs and email addresses into stored, searchable profiles.',
  'Every response carries `X-Request-Id`. Every error has the body `ErrorBody`, a 422 `ValidationErrorBody`.',
  'What cannot be read as an HTTP request is answered before its operation is known: with 400, with 408 if it takes too long, with 431 if its headers are too large.',
  'If no API key is configured, the service runs in local mode and requires its local key for `/api/v1` only.',
  'A key has the scopes that API_KEYS gives it: `read` to look at everything, `ingest` to add and change work and profiles, `erase` to delete what is stored, `admin` to manage the service. `x-required-scope` of an operation names the one it requires; without it, the response is 403 `FORBIDDEN`.',
  bodyWords(),
].join('\n\n');

const CONTACT = { name: 'The operator of this installation' };

const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Profiles', 'Ingest, find and compare profiles'],
  ['Companies', 'Companies named by stored profiles'],
  ['Saved searches', 'Searches whose new matches are reported as `profile.matched`'],
  ['Events', eventWords()],
  ['Jobs', 'Lists of email addresses and member URLs, fetched in the background'],
  ['Tokens', 'The pool of bearer tokens that jobs use to fetch profiles'],
  ['People', 'Erase people, and keep people from being looked up'],
  ['Webhooks', 'URLs of other systems that events are sent to, signed as Standard Webhooks describes'],
  ['LinkedIn profiles', 'Profiles saved by jobs, by email address'],
  ['System', 'Health, metrics and maintenance'],
];

/** Generated clients name their functions after the methods of the controllers, so these are unique in the service. */
const operationIdFactory = (_controller: string, method: string) => method;

/** The OpenAPI document of every route of the application. Created once, because it takes a moment. */
export function apiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('LinkedIn profile service')
    .setDescription(DESCRIPTION)
    .setVersion(packageVersion())
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This installation')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'api-key')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'API key' }, 'bearer')
    .addSecurityRequirements('api-key')
    .addSecurityRequirements('bearer')
    .addGlobalResponse(
      { status: 429, ...failureResponse(429, [commonErrors.RATE_LIMIT_EXCEEDED]) },
      { status: 500, ...failureResponse(500, [commonErrors.INTERNAL_ERROR]) },
    );
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const base = builder.build();
  base.info.contact = CONTACT;
  const extraModels = [ErrorBody, ValidationErrorBody];
  const document = SwaggerModule.createDocument(app, base, { extraModels, operationIdFactory });
  completeSchemas(document);
  return completeOperations(document);
}

/** From package.json, three levels above this file both in src/ and in dist/. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
