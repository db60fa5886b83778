import type { OpenAPIObject } from '@nestjs/swagger';
import { ACCESS, defaultScope, SCOPE } from '../access/access.decorators.js';
import { failureResponse } from '../errors/api-failures.decorator.js';
import { commonErrors } from '../errors/common.errors.js';
import type { ErrorEntry } from '../errors/error-catalogue.js';
import type { ErrorBody } from '../errors/error-body.dto.js';
import type { Scope } from '../../config/scopes.js';
import { pathExamples } from './field-examples.js';
import { shortenSummary } from './short-summary.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** The fields of a response that are used here. */
interface Documented {
  description?: string;
  content?: Record<string, { examples?: Record<string, { value?: ErrorBody }> }>;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & {
  [ACCESS]?: unknown;
  [SCOPE]?: Scope;
};

/** Documents for each operation what follows from its other parts: which need no key, and how input can be invalid. */
export function completeOperations(document: OpenAPIObject): OpenAPIObject {
  const used = new Set<string>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = operations[method];
      if (!operation) continue;
      shortenSummary(operation);
      complete(operation, method.toUpperCase());
      placeExamples(operation, path, method.toUpperCase());
      showIds(operation);
      for (const tag of operation.tags ?? []) used.add(tag);
    }
  }
  document.tags = document.tags?.filter(({ name }) => used.has(name));
  return document;
}

/** What local mode refuses even without asking for a key. */
const LOCAL_MODE_ERRORS = [commonErrors.HOST_NOT_ALLOWED, commonErrors.ORIGIN_NOT_ALLOWED];

/** Errors that a body can cause before its route is called, even if the route takes no body. */
const BODY_ERRORS: readonly (readonly [status: number, error: ErrorEntry])[] = [
  [408, commonErrors.REQUEST_TIMEOUT],
  [413, commonErrors.PAYLOAD_TOO_LARGE],
  [415, commonErrors.UNSUPPORTED_MEDIA_TYPE],
  [503, commonErrors.SERVICE_UNAVAILABLE],
];

function complete(operation: Operation, method: string): void {
  if (operation[ACCESS] === 'public') {
    operation.security = [];
    operation.description = [operation.description, 'Requires no API key.'].filter(Boolean).join('\n\n');
    operation.responses['403'] ??= failureResponse(403, LOCAL_MODE_ERRORS);
    delete operation[SCOPE];
  } else documentScope(operation, operation[SCOPE] ?? defaultScope(method));
  delete operation[ACCESS];
  // OpenAPI has no responses of a path: those to its other methods are documented with each of its operations.
  operation.responses['405'] ??= failureResponse(405, [commonErrors.METHOD_NOT_ALLOWED]);
  if (method !== 'GET')
    for (const [status, error] of BODY_ERRORS) operation.responses[status] ??= failureResponse(status, [error]);
  // A path parameter may be percent-encoded incorrectly.
  if (takes('path', operation)) operation.responses['400'] ??= failureResponse(400, [commonErrors.BAD_REQUEST]);
  if (method !== 'GET' || takes('query', operation))
    operation.responses['422'] ??= failureResponse(422, [commonErrors.VALIDATION_ERROR]);
}

/** OpenAPI 3.0 has scopes for OAuth only, so the scope is an extension and part of the description. */
function documentScope(operation: Operation, scope: Scope): void {
  operation[SCOPE] = scope;
  operation.description = [operation.description, `Requires the scope \`${scope}\`.`].filter(Boolean).join('\n\n');
  const message = `This API key does not have the scope ${scope}`;
  const added = failureResponse(403, [{ ...commonErrors.FORBIDDEN, message }]);
  const known = (operation.responses['403'] ?? failureResponse(403, [commonErrors.UNAUTHORIZED])) as Documented;
  const json = added.content['application/json'];
  const examples = { ...known.content?.['application/json']?.examples, ...json.examples };
  operation.responses['403'] = {
    description: `${known.description}  \n${added.description}`,
    content: { 'application/json': { ...json, examples } },
  };
}

/** Examples of errors contain the path and method, like real errors. */
function placeExamples(operation: Operation, endpoint: string, method: string): void {
  // Operations share these objects, so each gets a copy to change.
  operation.responses = structuredClone(operation.responses);
  for (const response of Object.values(operation.responses) as Documented[]) {
    for (const { value } of Object.values(response.content?.['application/json']?.examples ?? {})) {
      if (value)
        Object.assign(value.details, { endpoint, method: value.error_code === 'METHOD_NOT_ALLOWED' ? 'PUT' : method });
    }
  }
}

function takes(place: 'path' | 'query', { parameters = [] }: Operation): boolean {
  return parameters.some((parameter) => 'in' in parameter && parameter.in === place);
}

/** Swagger UI sends what it shows, so a path gets IDs that could be real. */
function showIds({ parameters = [] }: Operation): void {
  for (const parameter of parameters) {
    if (!('in' in parameter) || parameter.in !== 'path') continue;
    const own = parameter.schema && 'example' in parameter.schema ? parameter.schema.example : undefined;
    parameter.example ??= (own as unknown) ?? pathExamples[parameter.name];
  }
}
