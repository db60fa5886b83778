/** Marks the schema of list items that is not a class, such as a union, with the name that generated clients give it. */
export const SCHEMA_NAME = 'x-schema-name';
