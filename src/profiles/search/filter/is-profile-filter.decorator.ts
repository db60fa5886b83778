import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { registerDecorator } from 'class-validator';
import type { FieldError } from '../../../common/errors/invalid-request.error.js';
import type { ProblemContext } from '../../../common/validation/problems.js';
import type { FilterNode } from '../../../model/profile-filter.js';
import { readFilter } from './read-filter.js';
import { readFilterText } from './read-filter-text.js';

type Reader = (sent: unknown, field: string) => { filter: FilterNode } | { problems: FieldError[] };

/** In the place of a filter that has problems. */
class InvalidFilter {}

/** A filter as an object in a body; the property becomes a validated `FilterNode`. */
export const IsProfileFilter = () => filterBy(readFilter);

/** The same as JSON text in a query string. */
export const IsProfileFilterText = () => filterBy(readFilterText);

function filterBy(read: Reader): PropertyDecorator {
  const toFilter = (sent: unknown) => {
    const result = read(sent, '');
    return 'filter' in result ? result.filter : new InvalidFilter();
  };
  const problemsWithin = (sent: unknown, field: string) => {
    const result = read(sent, field);
    return 'problems' in result ? result.problems : [];
  };
  return applyDecorators(
    // What was sent, because class-transformer has already copied `value`.
    Transform(({ obj, key }) => toFilter((obj as Record<string, unknown>)[key])),
    IsReadFilter({ within: problemsWithin }),
  );
}

function IsReadFilter(context: ProblemContext): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isProfileFilter',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { context },
      validator: { validate: (value: unknown) => !(value instanceof InvalidFilter) },
    });
}
