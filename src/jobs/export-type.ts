import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { JobResults } from './dto/job-results.dto.js';
import { exportTypes, type ExportType } from './results-export.js';

/** The stream format that the Accept header asks for; null for a JSON page, which is the default. */
export function exportTypeOf(accept: string | undefined): ExportType | null {
  const wanted = new Set((accept ?? '').split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase()));
  return exportTypes.find((type) => wanted.has(type)) ?? null;
}

export const ApiResults = () =>
  applyDecorators(
    ApiExtraModels(JobResults),
    ApiOkResponse({
      description:
        'One page of results, or a stream of all results and errors with `Accept: application/x-ndjson` or `text/csv`',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(JobResults) } },
        'application/x-ndjson': { schema: { type: 'string' } },
        'text/csv': { schema: { type: 'string' } },
      },
    }),
  );
