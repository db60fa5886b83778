import type { OpenAPIObject } from '@nestjs/swagger';
import { ACCESS } from '../access/access.decorators.js';
import { failureResponse } from '../errors/api-failures.decorator.js';
import { commonErrors } from '../errors/common.errors.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { [ACCESS]?: unknown };

/** Says of each operation what follows from others of its parts: which need no key, which can find their input wrong. */
export function completeOperations(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      if (path[method]) complete(path[method]);
    }
  }
  return document;
}

function complete(operation: Operation): void {
  if (operation[ACCESS] === 'public') operation.security = [];
  else operation.responses['403'] ??= failureResponse(403, [commonErrors.UNAUTHORIZED]);
  delete operation[ACCESS];
  if (takesInput(operation)) operation.responses['422'] ??= failureResponse(422, [commonErrors.VALIDATION_ERROR]);
}

function takesInput({ requestBody, parameters = [] }: Operation): boolean {
  return requestBody !== undefined || parameters.some((parameter) => 'in' in parameter && parameter.in === 'query');
}
