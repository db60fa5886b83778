import { ApiProperty } from '@nestjs/swagger';
import type { FieldError } from './invalid-request.error.js';

const ANY_JSON = [
  { type: 'string' },
  { type: 'number' },
  { type: 'boolean' },
  { type: 'array', items: {} },
  { type: 'object' },
];

/** The body of every error. */
export class ErrorBody {
  /** Stable name of the error, for programs. */
  @ApiProperty({ example: 'NOT_FOUND' })
  error_code: string;

  /** What happened, for people. */
  @ApiProperty()
  message: string;

  /** Always the path without its query, the method and the request id; more where it helps. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    properties: { endpoint: { type: 'string' }, method: { type: 'string' }, request_id: { type: 'string' } },
  })
  details: Record<string, unknown>;

  /** What can be done about it. */
  @ApiProperty({ type: [String], nullable: true })
  suggestions: readonly string[] | null;
}

/** One thing wrong with one field. */
export class FieldErrorBody implements FieldError {
  /** Dotted path; `body` for the body as a whole. */
  @ApiProperty({ example: 'profiles.0.linkedin_url' })
  field: string;

  @ApiProperty()
  message: string;

  /** What was sent, cut to 200 characters; null for a missing field. */
  @ApiProperty({ nullable: true, anyOf: ANY_JSON })
  invalid_value: unknown;

  /** Stable name of the problem. */
  @ApiProperty({ example: 'missing' })
  error_type: string;
}

/** The body of a 422: every problem at once. */
export class ValidationErrorBody extends ErrorBody {
  @ApiProperty({ type: [FieldErrorBody] })
  validation_errors: readonly FieldErrorBody[];
}
