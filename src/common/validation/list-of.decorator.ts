import { applyDecorators, type Type as Class } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, registerDecorator, ValidateNested } from 'class-validator';
import { isObject } from './plain-object.js';

export const ITEMS_ARE_OBJECTS = 'itemsAreObjects';

/** A list of objects, each checked as a `dto()`. Bounds are added with `@ArrayMinSize()` and `@ArrayMaxSize()`. */
export function ListOf(dto: () => Class<object>): PropertyDecorator {
  return applyDecorators(IsArray(), ItemsAreObjects(), ValidateNested({ each: true }), Type(dto));
}

/** class-validator skips items that are null or lists and treats them as valid. */
function ItemsAreObjects(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: ITEMS_ARE_OBJECTS,
      target: target.constructor,
      propertyName: String(propertyName),
      validator: { validate: (value: unknown) => !Array.isArray(value) || value.every(isObject) },
    });
}
