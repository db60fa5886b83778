import { Transform } from 'class-transformer';
import { toBoolean, toInteger, toNumber } from './coercion.js';

/** Reads `"3"` as 3; use together with `@IsInt()`, in bodies and queries alike. */
export const AsInteger = () => Transform(({ value }) => toInteger(value));

/** Reads `"0.5"` as 0.5; use together with `@IsNumber()`. */
export const AsNumber = () => Transform(({ value }) => toNumber(value));

/** Reads `"true"`, `"1"`, `"yes"`, `"on"`, 1 and their opposites; use together with `@IsBoolean()`. */
export const AsBoolean = () => Transform(({ value }) => toBoolean(value));
