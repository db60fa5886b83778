import { Transform } from 'class-transformer';
import { toBoolean, toInteger, toNumber } from './coercion.js';

/** Reads `"3"` as 3; stands beside `@IsInt()`, in bodies and queries alike. */
export const AsInteger = () => Transform(({ value }) => toInteger(value));

/** Reads `"0.5"` as 0.5; stands beside `@IsNumber()`. */
export const AsNumber = () => Transform(({ value }) => toNumber(value));

/** Reads `"true"`, `"1"`, `"yes"`, `"on"`, 1 and their opposites; stands beside `@IsBoolean()`. */
export const AsBoolean = () => Transform(({ value }) => toBoolean(value));
