import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { Pagination } from './pagination.dto.js';

/** Documents an answer of `{ data: Dto[], pagination }`, as decorators cannot see the type argument of a generic. */
export function ApiPage(dto: Type<object>, description = 'One page') {
  return applyDecorators(
    ApiExtraModels(dto, Pagination),
    ApiOkResponse({
      description,
      schema: {
        type: 'object',
        required: ['data', 'pagination'],
        properties: {
          data: { type: 'array', items: { $ref: getSchemaPath(dto) } },
          pagination: { $ref: getSchemaPath(Pagination) },
        },
      },
    }),
  );
}
