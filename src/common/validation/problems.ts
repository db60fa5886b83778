import type { FieldError } from '../errors/invalid-request.error.js';
import { EITHER_OR } from './either-or.decorator.js';
import { ITEMS_ARE_OBJECTS } from './list-of.decorator.js';

/** What is wrong with a value, under the names that clients of the earlier services know from Pydantic. */
export interface Problem {
  error_type: string;
  message: string;
}

/** Describes the violation of a constraint; `bound` is the decorator's first argument. */
type ProblemReader = (value: unknown, bound: unknown) => Problem;

/**
 * The `context` of a decorator of a feature: the problem itself, its type if the decorator has a message, or everything that is
 * wrong within a nested value.
 */
export type ProblemContext =
  | { problem: (value: unknown) => Problem }
  | { error_type: string }
  | { within: (value: unknown, field: string) => FieldError[] };

const always =
  (error_type: string, message: string): ProblemReader =>
  () => ({ error_type, message });

const bounded =
  (error_type: string, message: (bound: string) => string): ProblemReader =>
  (_value, bound) => ({ error_type, message: message(String(bound)) });

const counted = (what: string, bound: string) => `${bound} ${what}${bound === '1' ? '' : 's'}`;

/** Constraint of class-validator → what it means; the most basic first, because only the first one is reported. */
export const problems: Readonly<Record<string, ProblemReader>> = {
  [EITHER_OR]: eitherOrProblem,
  isDefined: always('missing', 'Field required'),
  isArray: always('list_type', 'Input should be a valid list'),
  arrayNotEmpty: always('too_short', 'List must have at least 1 item'),
  arrayMinSize: bounded('too_short', (bound) => `List must have at least ${counted('item', bound)}`),
  arrayMaxSize: bounded('too_long', (bound) => `List must have at most ${counted('item', bound)}`),
  isObject: always('model_attributes_type', 'Input should be an object'),
  nestedValidation: always('model_attributes_type', 'Input should be an object'),
  isString: always('string_type', 'Input should be a valid string'),
  isInt: integerProblem,
  isNumber: numberProblem,
  isBoolean: booleanProblem,
  isIn: choiceProblem,
  isEnum: choiceProblem,
  isNotEmpty: always('string_too_short', 'String must have at least 1 character'),
  minLength: bounded('string_too_short', (bound) => `String must have at least ${counted('character', bound)}`),
  maxLength: bounded('string_too_long', (bound) => `String must have at most ${counted('character', bound)}`),
  isUuid: always('uuid_parsing', 'Input should be a valid UUID'),
  isEmail: always('email', 'Input should be a valid email address'),
  isUrl: always('url_parsing', 'Input should be a valid URL'),
  isIso8601: always('datetime_parsing', 'Input should be a valid ISO 8601 date and time'),
  matches: always('string_pattern_mismatch', 'Input should match the documented pattern'),
  min: bounded('greater_than_equal', (bound) => `Input should be greater than or equal to ${bound}`),
  max: bounded('less_than_equal', (bound) => `Input should be less than or equal to ${bound}`),
  [ITEMS_ARE_OBJECTS]: always('model_attributes_type', 'Input should be an object'),
};

function eitherOrProblem(value: unknown, other: unknown): Problem {
  return value === undefined
    ? { error_type: 'missing', message: `Field required, unless ${String(other)} is sent` }
    : { error_type: 'mutually_exclusive', message: `Field must not be sent together with ${String(other)}` };
}

function integerProblem(value: unknown): Problem {
  if (typeof value === 'string') {
    const message = 'Input should be a valid integer, unable to parse string as an integer';
    return { error_type: 'int_parsing', message };
  }
  if (typeof value !== 'number') return { error_type: 'int_type', message: 'Input should be a valid integer' };
  const message = 'Input should be a valid integer, got a number with a fractional part';
  return { error_type: 'int_from_float', message };
}

function numberProblem(value: unknown): Problem {
  if (typeof value !== 'string') return { error_type: 'float_type', message: 'Input should be a valid number' };
  const message = 'Input should be a valid number, unable to parse string as a number';
  return { error_type: 'float_parsing', message };
}

function booleanProblem(value: unknown): Problem {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return { error_type: 'bool_type', message: 'Input should be a valid boolean' };
  }
  return { error_type: 'bool_parsing', message: 'Input should be a valid boolean, unable to interpret input' };
}

function choiceProblem(_value: unknown, choices: unknown): Problem {
  const names = Object.values(choices as object).map((choice) => `'${String(choice)}'`);
  const last = names.pop();
  return {
    error_type: 'enum',
    message: `Input should be ${names.length > 0 ? `${names.join(', ')} or ${last}` : last}`,
  };
}
