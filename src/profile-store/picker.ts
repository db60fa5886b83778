/**
 * A function that takes these fields of a value, in this order, and no others. All fields
 * must be listed: a missing or unknown one is a type error.
 */
export function picker<Value extends object>(fields: Record<keyof Value, true>): (value: Value) => Value {
  const names = Object.keys(fields) as (keyof Value)[];
  return (value) => Object.fromEntries(names.map((name) => [name, value[name]])) as Value;
}
