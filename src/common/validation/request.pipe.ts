import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { fieldErrors } from './field-errors.js';
import { redactedValue, shownValue } from './invalid-value.js';
import { cutOverlongLists } from './overlong-lists.js';
import { isObject } from './plain-object.js';
import { hasSecrets } from './secret.decorator.js';

const NOT_DTOS = new Set<unknown>([undefined, String, Number, Boolean, Array, Object]);

/** Turns bodies and queries into their DTOs, or reports all problems in one 422. */
@Injectable()
export class RequestPipe implements PipeTransform {
  /** @throws InvalidRequestError */
  transform(sent: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || NOT_DTOS.has(metatype)) return sent;
    // A request without a body is missing every field.
    return readAs(metatype as Type<object>, sent === undefined ? {} : sent);
  }
}

/** @throws InvalidRequestError */
export function readAs<T extends object>(dto: Type<T>, sent: unknown): T {
  if (!isObject(sent)) throw notAnObject(sent, dto);
  const instance = plainToInstance(dto, cutOverlongLists(sent, dto.prototype as object));
  // Synchronous on purpose: an asynchronous validator would depend on something that can be unavailable.
  const errors = validateSync(instance, { whitelist: true, forbidUnknownValues: false });
  if (errors.length > 0) throw new InvalidRequestError(fieldErrors(errors, sent));
  return instance;
}

function notAnObject(sent: unknown, dto: Type<object>): InvalidRequestError {
  return new InvalidRequestError([
    {
      field: 'body',
      message: 'Input should be an object',
      invalid_value: hasSecrets(dto.prototype as object) ? redactedValue(sent) : shownValue(sent),
      error_type: 'model_attributes_type',
    },
  ]);
}
