import type { Problem } from '../../../common/validation/problems.js';
import {
  FILTER_FIELDS,
  FILTER_FIELD_KINDS,
  FILTER_GROUPS,
  FILTER_LIMITS,
  OPERATORS_OF_KIND,
  type FilterField,
} from '../../../model/profile-filter.js';

const { depth, conditions } = FILTER_LIMITS;

/** What can be wrong with the structure of a filter. */
export const filterProblems = {
  notAnObject: { error_type: 'model_attributes_type', message: 'Input should be an object' },
  neither: {
    error_type: 'union_tag_not_found',
    message: 'Input should have either op and conditions, or field, type and value',
  },
  both: { error_type: 'mutually_exclusive', message: 'Field must not be sent together with field' },
  missing: { error_type: 'missing', message: 'Field required' },
  unknownGroup: { error_type: 'enum', message: `Input should be ${oneOf(FILTER_GROUPS)}` },
  notAList: { error_type: 'list_type', message: 'Input should be a valid list' },
  empty: { error_type: 'too_short', message: 'List must have at least 1 item' },
  tooDeep: { error_type: 'too_deep', message: `Groups can be nested at most ${depth} levels deep` },
  tooMany: { error_type: 'too_long', message: `A filter can have at most ${conditions} conditions` },
  unknownField: { error_type: 'enum', message: `Input should be ${oneOf(FILTER_FIELDS)}` },
} as const satisfies Record<string, Problem>;

export function unknownOperator(field: FilterField): Problem {
  const operators = OPERATORS_OF_KIND[FILTER_FIELD_KINDS[field]];
  return { error_type: 'enum', message: `Input should be ${oneOf(operators)} for ${field}` };
}

/** `'a', 'b' or 'c'` */
export function oneOf(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  const last = quoted.pop() ?? '';
  return quoted.length > 0 ? `${quoted.join(', ')} or ${last}` : last;
}
