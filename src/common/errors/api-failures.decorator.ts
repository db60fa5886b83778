import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ErrorBody, ValidationErrorBody } from './error-body.dto.js';
import type { ErrorCatalogue, ErrorEntry } from './error-catalogue.js';
import { statusOf } from './http-status.js';

type DocumentedError = Pick<ErrorEntry, 'code' | 'message' | 'kind' | 'suggestions'>;

/** Documents the errors a route may answer with: one response a status, one example an error. */
export function ApiFailures(...errors: (ErrorCatalogue | readonly ErrorEntry[])[]) {
  const entries = errors.flatMap((some) => Object.values<ErrorEntry>(some));
  const byStatus = Map.groupBy(entries, ({ kind }) => statusOf[kind]);
  return applyDecorators(
    ApiExtraModels(ErrorBody, ValidationErrorBody),
    ...[...byStatus].map(([status, some]) => ApiResponse({ status, ...failureResponse(status, some) })),
  );
}

/** The OpenAPI response object for one status. */
export function failureResponse(status: number, entries: readonly DocumentedError[]) {
  return {
    description: entries.map(({ code, message }) => `\`${code}\` ${message}`).join('  \n'),
    content: {
      'application/json': {
        schema: { $ref: getSchemaPath(status === 422 ? ValidationErrorBody : ErrorBody) },
        examples: Object.fromEntries(entries.map((entry) => [entry.code, { value: exampleOf(entry) }])),
      },
    },
  };
}

function exampleOf({ code, message, suggestions, kind }: DocumentedError): ErrorBody | ValidationErrorBody {
  const body = {
    error_code: code,
    message,
    details: { endpoint: '/…', method: 'GET', request_id: '6f1c2a52-9a55-4a43-9d2e-0d5a6d1f6f0b' },
    suggestions: suggestions ?? null,
  } satisfies ErrorBody;
  if (kind !== 'invalid') return body;
  const field = { field: 'limit', message: 'Field required', invalid_value: null, error_type: 'missing' };
  return { ...body, details: { ...body.details, total_errors: 1 }, validation_errors: [field] };
}
