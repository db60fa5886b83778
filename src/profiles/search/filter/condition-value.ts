import type { Problem } from '../../../common/validation/problems.js';
import {
  FILTER_FIELD_KINDS,
  FILTER_LIMITS,
  type FilterCondition,
  type FilterField,
  type FilterOperator,
} from '../../../model/profile-filter.js';
import { filterProblems } from './filter-problems.js';
import { exactText, flag, singleValue, type ReadValue } from './single-value.js';

type Value = FilterCondition['value'];

/** Something wrong with a value, or with one item of it. */
export interface ValueProblem extends Problem {
  item: number | null;
  sent: unknown;
}

const EXACT: ReadonlySet<FilterOperator> = new Set(['=', '!=', 'in']);

/** The value of a condition as the store compares it, or everything that is wrong with it. */
export function conditionValue(
  field: FilterField,
  operator: FilterOperator,
  sent: unknown,
): { value: Value } | { problems: ValueProblem[] } {
  if (operator === 'exists') return whole(flag(sent), sent);
  if (operator === 'in') return list(field, operator, sent, { shortest: 1, longest: FILTER_LIMITS.values });
  if (operator !== 'between') return whole(one(field, operator, sent), sent);
  const bounds = list(field, operator, sent, { shortest: 2, longest: 2 });
  if ('problems' in bounds) return bounds;
  const [from = '', to = ''] = bounds.value as [string, string] | [number, number];
  return from <= to
    ? bounds
    : wrong({ error_type: 'value_error', message: 'The first bound should not be above the second' }, sent);
}

function one(field: FilterField, operator: FilterOperator, sent: unknown): ReadValue {
  const read = singleValue(FILTER_FIELD_KINDS[field], sent);
  const isExact = EXACT.has(operator) && 'value' in read && typeof read.value === 'string';
  return isExact && FILTER_FIELD_KINDS[field] === 'text' ? exactText(field, String(read.value)) : read;
}

function list(
  field: FilterField,
  operator: FilterOperator,
  sent: unknown,
  { shortest, longest }: { shortest: number; longest: number },
): { value: string[] | number[] } | { problems: ValueProblem[] } {
  if (!Array.isArray(sent)) return wrong(filterProblems.notAList, sent);
  if (sent.length < shortest)
    return wrong({ error_type: 'too_short', message: `List must have at least ${items(shortest)}` }, sent);
  if (sent.length > longest)
    return wrong({ error_type: 'too_long', message: `List must have at most ${items(longest)}` }, sent);
  const values: unknown[] = [];
  const problems: ValueProblem[] = [];
  sent.forEach((item: unknown, index) => {
    const read = one(field, operator, item);
    if ('problem' in read) problems.push({ ...read.problem, item: index, sent: item });
    else values.push(read.value);
  });
  // Fields with a list of values are of one kind, so all of these are texts or all are numbers.
  return problems.length > 0 ? { problems } : { value: values as string[] | number[] };
}

const items = (count: number) => `${count} item${count === 1 ? '' : 's'}`;

function whole(read: ReadValue, sent: unknown): { value: Value } | { problems: ValueProblem[] } {
  return 'problem' in read ? wrong(read.problem, sent) : read;
}

function wrong(problem: Problem, sent: unknown): { problems: ValueProblem[] } {
  return { problems: [{ ...problem, item: null, sent }] };
}
