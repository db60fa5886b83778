import { ValidateIf } from 'class-validator';

/** The field may be absent. Unlike `@IsOptional()`, null is not absent. */
export const Optional = () => ValidateIf((_dto, value) => value !== undefined);

/** The field may be null. */
export const Nullable = () => ValidateIf((_dto, value) => value !== null);
