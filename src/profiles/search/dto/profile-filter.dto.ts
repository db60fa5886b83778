import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import {
  FILTER_FIELD_KINDS,
  FILTER_FIELDS,
  FILTER_GROUPS,
  FILTER_LIMITS,
  OPERATORS_OF_KIND,
  type FilterFieldKind,
} from '../../../model/profile-filter.js';

const fieldsOf = (kind: FilterFieldKind) => FILTER_FIELDS.filter((field) => FILTER_FIELD_KINDS[field] === kind);

const ApiField = (kind: FilterFieldKind, example: string) => ApiProperty({ enum: fieldsOf(kind), example });
/** One value, a list of them, or whether there is one. */
const ApiValues = (items: { type: string; format?: string; maxLength?: number }, example: string | number) =>
  ApiProperty({
    oneOf: [items, { type: 'array', items, minItems: 1, maxItems: FILTER_LIMITS.values }, { type: 'boolean' }],
    example,
  });
const ApiOperator = (kind: FilterFieldKind, example: string) => ApiProperty({ enum: OPERATORS_OF_KIND[kind], example });

export class TextCondition {
  @ApiField('text', 'current_title')
  field: string;
  /** Case is ignored. `!=` is the opposite of `=`: it also matches profiles without a value. */
  @ApiOperator('text', 'contains')
  type: string;
  /** A list for `in`, true or false for `exists`. A field of several values, such as company or skill, matches if any of them does. */
  @ApiValues({ type: 'string', maxLength: FILTER_LIMITS.text }, 'officer')
  value: string | string[] | boolean;
}

export class NumberCondition {
  @ApiField('number', 'followers')
  field: string;
  @ApiOperator('number', '>=')
  type: string;
  /** A list for `in`, the lowest and the highest number for `between`, true or false for `exists`. */
  @ApiValues({ type: 'number' }, 1_000)
  value: number | number[] | boolean;
}

export class TimeCondition {
  @ApiField('time', 'fetched_at')
  field: string;
  @ApiOperator('time', '>')
  type: string;
  /**
   * In ISO 8601, in UTC unless it names a time zone; a date is its first moment. A list for `in`, the earliest and the latest time for
   * `between`, true or false for `exists`.
   */
  @ApiValues({ type: 'string', format: 'date-time' }, '2026-01-31T00:00:00Z')
  value: string | string[] | boolean;
}

export class BooleanCondition {
  @ApiField('boolean', 'is_current')
  field: string;
  @ApiOperator('boolean', '=')
  type: string;
  /** For `=` and `!=` whether the member holds any position now, for `exists` whether any position is known. */
  @ApiProperty({ example: true })
  value: boolean;
}

const KINDS = { text: TextCondition, number: NumberCondition, time: TimeCondition, boolean: BooleanCondition };

/** One comparison; the field decides which operators and values are possible. */
const CONDITION = {
  oneOf: Object.values(KINDS).map((kind) => ({ $ref: getSchemaPath(kind) })),
  discriminator: {
    propertyName: 'field',
    mapping: Object.fromEntries(FILTER_FIELDS.map((field) => [field, getSchemaPath(KINDS[FILTER_FIELD_KINDS[field]])])),
  },
};

export class ProfileFilterGroup {
  /** `and`: all conditions hold, `or`: at least one does, `not`: none does. */
  @ApiProperty({ enum: FILTER_GROUPS, example: 'and' })
  op: string;
  @ApiProperty({
    type: 'array',
    minItems: 1,
    items: { oneOf: [{ $ref: getSchemaPath('ProfileFilterGroup') }, CONDITION] },
  })
  conditions: object[];
}

/** The filter of the examples: people of the sandbox who are responsible for security, outside the United States and Britain. */
export const FILTER_EXAMPLE = {
  op: 'and',
  conditions: [
    { field: 'current_title', type: 'contains', value: 'security' },
    { op: 'not', conditions: [{ field: 'country_code', type: 'in', value: ['US', 'GB'] }] },
    { field: 'followers', type: '>=', value: 500 },
  ],
};

const { depth, conditions } = FILTER_LIMITS;
const DESCRIPTION = `A condition, or a group of conditions and groups: at most ${depth} levels of groups and ${conditions} conditions`;

/** The schemas that a filter refers to, for a controller whose bodies have one. */
export const ApiFilterModels = () => ApiExtraModels(ProfileFilterGroup, ...Object.values(KINDS));

/** A filter in a body. */
export function ApiProfileFilter() {
  return ApiPropertyOptional({
    description: DESCRIPTION,
    oneOf: [{ $ref: getSchemaPath(ProfileFilterGroup) }, CONDITION],
    example: FILTER_EXAMPLE,
  });
}

/** A filter as JSON text in a query string. */
export function ApiProfileFilterText() {
  return ApiPropertyOptional({
    type: String,
    description: `${DESCRIPTION}, as the \`filter\` of \`POST /api/v1/profiles/search\`, in JSON and percent-encoded`,
    example: JSON.stringify(FILTER_EXAMPLE.conditions[0]),
  });
}
