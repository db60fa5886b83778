import { z } from 'zod';
import { closest } from './closest.js';

/** One environment variable: what it must look like, and everything the documentation says about it. */
export interface Variable<T = unknown> {
  readonly schema: z.ZodType<T>;
  readonly expected: string;
  readonly description: string;
  readonly secret: boolean;
  /** Suggests the intended value for an invalid one. */
  readonly suggest?: (value: string) => string | null;
  /** As shown in the documentation; undefined when the variable has no default. */
  readonly defaultValue?: unknown;
  default(value: NonNullable<T>): Variable<NonNullable<T>>;
  /** Its value is a credential: never printed, masked in messages. */
  asSecret(): Variable<T>;
  describe(text: string): Variable<T>;
}

/** Variables that belong together; the title is a heading of docs/configuration.md. */
export interface Section<V extends Record<string, Variable> = Record<string, Variable>> {
  readonly title: string;
  readonly variables: V;
}

export function section<V extends Record<string, Variable>>(title: string, variables: V): Section<V> {
  return { title, variables };
}

function variable<T>(expected: string, schema: z.ZodType<T>, properties: Partial<Variable<T>> = {}): Variable<T> {
  return {
    description: '',
    secret: false,
    ...properties,
    expected,
    schema,
    default: (value) =>
      variable(expected, schema.optional().transform((parsed) => parsed ?? value) as z.ZodType<NonNullable<T>>, {
        ...(properties as object),
        defaultValue: value,
      }),
    asSecret: () => variable(expected, schema, { ...properties, secret: true }),
    describe: (description) => variable(expected, schema, { ...properties, description }),
  };
}

/** Variables are optional by default; an empty value counts as absent. */
const optional = <T>(schema: z.ZodType<T>): z.ZodType<T | undefined> => schema.optional();

const withinRange = (min: number, max: number) =>
  max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;

export function integer({ min = 0, max = Number.MAX_SAFE_INTEGER } = {}) {
  const digits = z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
  return variable(`a whole number, ${withinRange(min, max)}`, optional(digits));
}

export function decimal({ min = 0, max = Number.MAX_SAFE_INTEGER } = {}) {
  const number = z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
  return variable(`a number, ${withinRange(min, max)}`, optional(number));
}

export function oneOf<const T extends string>(...choices: T[]) {
  return variable(`one of ${choices.join(', ')}`, optional(z.enum(choices)));
}

/** Names in order, each once: the first is tried first. */
export function inOrder<const T extends string>(...choices: T[]) {
  const names = z
    .string()
    .transform(split)
    .pipe(z.array(z.enum(choices)).min(1))
    .refine((listed) => new Set(listed).size === listed.length);
  const suggest = (value: string) => {
    const unknown = split(value).filter((name) => !choices.some((choice) => choice === name));
    return unknown.map((name) => closest(name, choices)).find((name) => name !== null) ?? null;
  };
  return variable(`one or more of ${choices.join(', ')}, comma-separated, each once`, optional<readonly T[]>(names), {
    suggest,
  });
}

const split = (value: string) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

export function text() {
  return variable('text', optional(z.string()));
}

export function list() {
  const items = z.string().transform(split);
  return variable('a comma-separated list', optional(items));
}

export function integers({ min = 0, max = Number.MAX_SAFE_INTEGER, most = 100 } = {}) {
  const numbers = z
    .string()
    .transform(split)
    .pipe(z.array(z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max))).max(most));
  return variable(`up to ${most} whole numbers, ${withinRange(min, max)}, comma-separated`, optional(numbers));
}

export function httpUrl() {
  const url = z.string().refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value));
  return variable('an http:// or https:// URL', optional(url));
}

export function postgresUrl() {
  const url = z.string().refine((value) => /^postgres(ql)?:\/\//i.test(value) && URL.canParse(value));
  return variable('a postgres:// URL whose password has its special characters percent-encoded', optional(url));
}
