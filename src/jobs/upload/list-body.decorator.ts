import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, getSchemaPath } from '@nestjs/swagger';
import { JobSettings } from '../dto/create-batch.dto.js';
import { jobPriorities } from '../job.js';
import { MAX_MEGABYTES, MAX_ROWS } from './upload-limits.js';

const file = { type: 'string', format: 'binary' } as const;

const CSV = 'Team,Email,LinkedIn URL\nSales,jane@company.com,\nBoard,,https://www.linkedin.com/in/john-doe/\n';
const NDJSON =
  '{"email": "jane@company.com", "team": "Sales"}\n{"linkedin_url": "https://www.linkedin.com/in/john-doe/"}\n';

/**
 * Documents the bodies that a list can be sent as, the file of each so that Swagger UI lets choose one.
 * @param jsonBody that can be sent instead
 */
export const ApiListBody = (jsonBody: { type: Type; examples: Record<string, object> } | null = null) =>
  applyDecorators(
    ApiExtraModels(JobSettings, ...(jsonBody ? [jsonBody.type] : [])),
    ApiOperation(
      {
        requestBody: {
          required: true,
          description: `A CSV or NDJSON file of at most ${MAX_ROWS.toLocaleString('en')} rows and ${MAX_MEGABYTES} MB, as it is or in a form`,
          content: {
            ...(jsonBody && {
              'application/json': { schema: { $ref: getSchemaPath(jsonBody.type) }, examples: jsonBody.examples },
            }),
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['file'],
                properties: {
                  columns: {
                    type: 'string',
                    description: 'As the parameter `columns`. Must come before `file`',
                    // Swagger UI sends what it shows, so nothing that fits one file only.
                    example: '{}',
                  },
                  file,
                  priority: { type: 'string', enum: [...jobPriorities], default: 'NORMAL' },
                  config: { allOf: [{ $ref: getSchemaPath(JobSettings) }], example: {} },
                },
              },
              encoding: { config: { contentType: 'application/json' } },
            },
            'text/csv': { schema: file, example: CSV },
            'application/x-ndjson': { schema: file, example: NDJSON },
          },
        },
      },
      { overrideExisting: false },
    ),
  );
