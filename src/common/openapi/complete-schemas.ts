import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { fieldExamples } from './field-examples.js';
import { SCHEMA_NAME } from './schema-name.js';

/** The keywords of a schema that are used here. */
interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  nullable?: boolean;
  enum?: unknown[];
  example?: unknown;
  default?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  [SCHEMA_NAME]?: string;
  additionalProperties?: Schema | boolean;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

/** A schema for null alone: without it, a reference cannot be nullable in OpenAPI 3.0. */
const NULL: Schema = { type: 'object', nullable: true, enum: [null] };

/** Completes what decorators cannot say about schemas: where null is allowed, and what texts look like. */
export function completeSchemas(document: OpenAPIObject): void {
  const named = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const all = [...Object.values(named), ...schemasIn(document.paths)];
  for (const schema of all) for (const part of partsOf(schema)) nameItems(part.schema, named);
  for (const schema of all) for (const { schema: part, name } of partsOf(schema)) complete(part, name);
}

/** The schemas of parameters, bodies and headers. */
function* schemasIn(part: unknown): Generator<Schema> {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === 'schema') yield value as Schema;
    else if (key !== 'example' && key !== 'examples') yield* schemasIn(value);
  }
}

/** A schema with all schemas inside it, each with the name of the field that has it. */
function partsOf(schema: Schema, name = ''): { schema: Schema; name: string }[] {
  const { properties = {}, items, additionalProperties, allOf = [], anyOf = [], oneOf = [] } = schema;
  const fields = Object.entries(properties).flatMap(([field, property]) => partsOf(property, field));
  const values = typeof additionalProperties === 'object' ? partsOf(additionalProperties) : [];
  const parts = [...(items ? [items] : []), ...allOf, ...anyOf, ...oneOf].flatMap((part) => partsOf(part, name));
  return [{ schema, name }, ...fields, ...values, ...parts];
}

function nameItems(schema: Schema, named: Record<string, Schema>): void {
  const { [SCHEMA_NAME]: name, ...items } = schema.items ?? {};
  if (name === undefined) return;
  named[name] = items;
  schema.items = { $ref: getSchemaPath(name) };
}

function complete(schema: Schema, name: string): void {
  allowNull(schema);
  showText(schema, name);
}

/** `nullable` adds null to the type only: an enum must contain it, and a schema that is referred to must allow it itself. */
function allowNull(schema: Schema): void {
  if (schema.nullable !== true) return;
  if (schema.enum && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
  const reference = schema.allOf?.[0];
  if (schema.allOf?.length !== 1 || reference?.$ref === undefined) return;
  schema.anyOf = [reference, NULL];
  delete schema.allOf;
  delete schema.type;
  delete schema.nullable;
}

function showText(schema: Schema, name: string): void {
  if (schema.type !== 'string' || schema.format !== undefined || schema.enum !== undefined) return;
  if (schema.example !== undefined || schema.default !== undefined) return;
  const example = fieldExamples[name] ?? (schema.nullable === true ? null : undefined);
  if (example !== undefined) schema.example = example;
}
