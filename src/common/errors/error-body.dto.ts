import { ApiProperty } from '@nestjs/swagger';
import type { FieldError } from './invalid-request.error.js';

const ANY_JSON = [
  { type: 'string', nullable: true },
  { type: 'number' },
  { type: 'boolean' },
  { type: 'array', items: {} },
  { type: 'object' },
];

/** The body of every error. */
export class ErrorBody {
  /** Stable, machine-readable error code. */
  @ApiProperty({ example: 'NOT_FOUND' })
  error_code: string;

  /** Human-readable description of the error. */
  @ApiProperty()
  message: string;

  /** Always contains `endpoint` (the path without its query), `method` and `request_id`; some errors add more. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    properties: { endpoint: { type: 'string' }, method: { type: 'string' }, request_id: { type: 'string' } },
  })
  details: Record<string, unknown>;

  /** What you can do about it. */
  @ApiProperty({ type: [String], nullable: true })
  suggestions: readonly string[] | null;
}

/** One thing wrong with one field. */
export class FieldErrorBody implements FieldError {
  /** Dotted path of the field; `body` for the body as a whole. */
  @ApiProperty({ example: 'profiles.0.linkedin_url' })
  field: string;

  @ApiProperty()
  message: string;

  /** The value that was sent, truncated to 200 characters; null for a missing field. */
  @ApiProperty({ anyOf: ANY_JSON })
  invalid_value: unknown;

  /** Stable, machine-readable name of the problem. */
  @ApiProperty({ example: 'missing' })
  error_type: string;
}

/** The body of a 422 response; lists every problem at once. */
export class ValidationErrorBody extends ErrorBody {
  @ApiProperty({ type: [FieldErrorBody] })
  validation_errors: readonly FieldErrorBody[];
}
