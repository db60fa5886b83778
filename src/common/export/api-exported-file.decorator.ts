import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ApiFailures } from '../errors/api-failures.decorator.js';
import { exportErrors } from './export.errors.js';

const DESCRIPTION = [
  'All rows as a file: NDJSON with one object a line, or CSV. Rows that are added or deleted meanwhile do not affect the others.',
  'If reading fails on the way, the connection ends without the end of the response.',
  'A cell that a spreadsheet would evaluate begins with an apostrophe.',
].join(' ');

/** Documents a file of rows. */
export const ApiExportedFile = (examples: { ndjson: string; csv: string }) =>
  applyDecorators(
    ApiOkResponse({
      description: DESCRIPTION,
      content: {
        'application/x-ndjson': { schema: { type: 'string' }, example: examples.ndjson },
        'text/csv': { schema: { type: 'string' }, example: examples.csv },
      },
    }),
    ApiFailures(exportErrors),
  );
