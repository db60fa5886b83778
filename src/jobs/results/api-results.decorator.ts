import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { JobResults } from '../dto/job-results.dto.js';

const DESCRIPTION = [
  'One page of results, or all results and errors as a file: NDJSON with one result or error a line, or CSV.',
  'CSV begins with the columns of the uploaded file, or the keys of `custom`, as they were sent.',
  'A cell that a spreadsheet would evaluate begins with an apostrophe, which is ignored where the file is uploaded.',
].join(' ');

/** Documents the formats of results. */
export const ApiResults = () =>
  applyDecorators(
    ApiExtraModels(JobResults),
    ApiOkResponse({
      description: DESCRIPTION,
      content: {
        'application/json': { schema: { $ref: getSchemaPath(JobResults) } },
        'application/x-ndjson': { schema: { type: 'string' } },
        'text/csv': {
          schema: { type: 'string' },
          example: [
            'crm_id,status,error,profile_id,name,headline,current_title,current_company,company_domain,location,country_code,linkedin_url,email,source,fetched_at',
            '4711,completed,,6f1c2a52-9a55-4a43-9d2e-0d5a6d1f6f0b,Jane Doe,CTO at Acme,CTO,Acme,acme.com,"Berlin, Germany",DE,https://www.linkedin.com/in/jane-doe/,jane@acme.com,bearer-api,2026-01-01T10:00:00.000Z',
          ].join('\n'),
        },
      },
    }),
  );
