import type { ValidationError } from 'class-validator';
import type { FieldError } from '../errors/invalid-request.error.js';
import { constraintsOf } from './constraints.js';
import { EITHER_OR } from './either-or.decorator.js';
import { redactedValue, shownValue } from './invalid-value.js';
import { ITEMS_ARE_OBJECTS } from './list-of.decorator.js';
import { isObject } from './plain-object.js';
import { problems, type Problem, type ProblemContext } from './problems.js';
import { isSecret } from './secret.decorator.js';

const precedence = new Map(Object.keys(problems).map((name, rank) => [name, rank]));
const rankOf = (name: string) => precedence.get(name) ?? precedence.size;

/** Validation errors for clients: one problem per field, and none for the contents of an invalid field. */
export function fieldErrors(
  errors: readonly ValidationError[],
  sent: unknown,
  path: readonly string[] = [],
): FieldError[] {
  return errors.flatMap((error) => {
    const value = isObject(sent) || Array.isArray(sent) ? (sent as Record<string, unknown>)[error.property] : undefined;
    return errorsOf(error, value, [...path, error.property]);
  });
}

function errorsOf(error: ValidationError, value: unknown, path: string[]): FieldError[] {
  const name = mostBasic(error);
  if (name === undefined) return fieldErrors(error.children ?? [], value, path);
  if (value === undefined && name !== EITHER_OR)
    return [fieldError({ error_type: 'missing', message: 'Field required' }, null, path)];
  const shown = isSecret(error.target, error.property) ? redactedValue : shownValue;
  const constraint = error.target && constraintsOf(error.target, error.property).get(name);
  const context = constraint?.context as ProblemContext | undefined;
  if (context && 'within' in context) return context.within(value, path.join('.'));
  const problem = (wrong: unknown) =>
    problems[name]?.(wrong, constraint?.bound) ?? ownProblem(context, wrong, error.constraints?.[name]);
  if (name === ITEMS_ARE_OBJECTS)
    return [...wrongItems(value, isObject, problem, shown, path), ...belowGoodItems(error, value, path)];
  if (constraint?.each && constraint.holds && Array.isArray(value)) {
    return wrongItems(value, constraint.holds, problem, shown, path);
  }
  return [fieldError(problem(value), shown(value), path)];
}

function mostBasic({ constraints = {} }: ValidationError): string | undefined {
  return Object.keys(constraints).toSorted((a, b) => rankOf(a) - rankOf(b))[0];
}

/** Constraints of a feature define their problem in the context of the decorator. */
function ownProblem(
  context: Exclude<ProblemContext, { within: unknown }> | undefined,
  value: unknown,
  message = 'Input is not valid',
): Problem {
  if (context && 'problem' in context) return context.problem(value);
  return { error_type: context?.error_type ?? 'value_error', message };
}

function wrongItems(
  value: unknown,
  isGood: (item: unknown) => boolean,
  problem: (item: unknown) => Problem,
  shown: (item: unknown) => unknown,
  path: string[],
): FieldError[] {
  return itemsOf(value).flatMap((item, index) =>
    isGood(item) ? [] : [fieldError(problem(item), shown(item), [...path, String(index)])],
  );
}

function belowGoodItems(error: ValidationError, value: unknown, path: string[]): FieldError[] {
  const items = itemsOf(value);
  const good = (error.children ?? []).filter(({ property }) => isObject(items[Number(property)]));
  return fieldErrors(good, value, path);
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldError({ message, error_type }: Problem, invalid_value: unknown, path: string[]): FieldError {
  return { field: path.join('.'), message, invalid_value, error_type };
}
