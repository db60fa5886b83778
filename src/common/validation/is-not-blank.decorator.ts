import { registerDecorator } from 'class-validator';
import { withoutSurroundingBlanks } from '../../model/surrounding-blanks.js';
import type { ProblemContext } from './problems.js';

const context: ProblemContext = {
  problem: () => ({ error_type: 'string_too_short', message: 'String must not be blank' }),
};

/** The text contains more than blanks and zero-width characters. */
export function IsNotBlank(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isNotBlank',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { context },
      validator: { validate: (value: unknown) => typeof value === 'string' && withoutSurroundingBlanks(value) !== '' },
    });
}
