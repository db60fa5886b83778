import { applyDecorators } from '@nestjs/common';
import { registerDecorator, ValidateIf, type ValidationArguments } from 'class-validator';

export const EITHER_OR = 'eitherOr';

/** Exactly one of this field and the other one has to be sent; null counts as absent if the other one is there. */
export function EitherOr(other: string): PropertyDecorator {
  return applyDecorators(
    ValidateIf((dto: object, value) => isThere(value) || !isSent(dto, other)),
    IsAlone(other),
  );
}

function IsAlone(other: string): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: EITHER_OR,
      target: target.constructor,
      propertyName: String(propertyName),
      constraints: [other],
      validator: {
        validate: (value: unknown, args?: ValidationArguments) =>
          value !== undefined && !(args && isSent(args.object, other)),
      },
    });
}

const isThere = (value: unknown) => value !== undefined && value !== null;
const isSent = (dto: object, field: string) => isThere((dto as Record<string, unknown>)[field]);
