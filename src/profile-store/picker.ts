/**
 * A function that takes these fields of a value, in this order, and nothing else that the value may carry along. All of
 * them are named: one that is left out, or that the type does not have, is a type error.
 */
export function picker<Value extends object>(fields: Record<keyof Value, true>): (value: Value) => Value {
  const names = Object.keys(fields) as (keyof Value)[];
  return (value) => Object.fromEntries(names.map((name) => [name, value[name]])) as Value;
}
