import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn } from 'class-validator';

/** A longer list must name a field twice. */
const MOST_NAMES = 100;

/** Some of these names, as a list or as text separated by commas. */
export function FieldNames(names: readonly string[]): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? namesIn(value) : value)),
    IsArray(),
    ArrayNotEmpty(),
    ArrayMaxSize(MOST_NAMES),
    IsIn(names, { each: true }),
  );
}

function namesIn(text: string): string[] {
  return text
    .split(',', MOST_NAMES + 1)
    .map((name) => name.trim())
    .filter(Boolean);
}
