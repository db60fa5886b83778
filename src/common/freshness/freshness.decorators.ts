import { applyDecorators } from '@nestjs/common';
import { IsBoolean, IsNumber, Max, Min, registerDecorator, type ValidationArguments } from 'class-validator';
import { AsBoolean, AsNumber } from '../validation/coercion.decorators.js';
import { Nullable, Optional } from '../validation/presence.decorators.js';
import type { ProblemContext } from '../validation/problems.js';

/** Ten years. */
const MOST_HOURS = 87_600;

/** `max_age_hours`: how old a stored profile may be to be returned without a call; may be absent or null. */
export const MaxAgeHours = () =>
  applyDecorators(Optional(), Nullable(), AsNumber(), IsNumber(), Min(0), Max(MOST_HOURS));

/** `force_refresh`: always call a source, which contradicts `max_age_hours` above 0; may be absent. */
export const ForceRefresh = () => applyDecorators(Optional(), AsBoolean(), IsBoolean(), AgreesWithMaxAge());

const contradiction: ProblemContext = {
  problem: () => ({
    error_type: 'mutually_exclusive',
    message: 'force_refresh must not be true together with max_age_hours above 0',
  }),
};

function AgreesWithMaxAge(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'agreesWithMaxAge',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { context: contradiction },
      validator: {
        validate: (force: unknown, args?: ValidationArguments) =>
          force !== true || !(Number(Reflect.get(args?.object ?? {}, 'max_age_hours')) > 0),
      },
    });
}
