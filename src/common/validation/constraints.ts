import { getMetadataStorage } from 'class-validator';

/** One use of a class-validator decorator on a property. */
export interface Constraint {
  /** The decorator's first argument: a bound, the choices. */
  bound: unknown;
  /** Whether it applies to every item of a list. */
  each: boolean;
  /** Null if it depends on more than one value. */
  holds: ((value: unknown) => boolean) | null;
  /** The context in the options of the decorator. */
  context: unknown;
}

type Constraints = ReadonlyMap<string, Constraint>;

const constraintsByClass = new WeakMap<object, Map<string, Constraints>>();

/** The constraints of a property of a DTO by their name. Metadata never changes, so it is read once. */
export function constraintsOf(dto: object, property: string): Constraints {
  const target = dto.constructor;
  let properties = constraintsByClass.get(target);
  if (!properties) constraintsByClass.set(target, (properties = readConstraints(target)));
  return properties.get(property) ?? new Map<string, Constraint>();
}

function readConstraints(target: Function): Map<string, Constraints> {
  const storage = getMetadataStorage();
  const properties = new Map<string, Map<string, Constraint>>();
  for (const metadata of storage.getTargetValidationMetadatas(target, '', false, false)) {
    if (metadata.name === undefined) continue;
    const [implementation] = storage.getTargetValidatorConstraints(metadata.constraintCls);
    const constraints = properties.get(metadata.propertyName) ?? new Map<string, Constraint>();
    properties.set(metadata.propertyName, constraints);
    const details = { targetName: target.name, property: metadata.propertyName, constraints: metadata.constraints };
    constraints.set(metadata.name, {
      bound: (metadata.constraints as unknown[] | undefined)?.[0],
      each: metadata.each,
      holds: implementation
        ? (value) => implementation.instance.validate(value, { ...details, value, object: {} }) === true
        : null,
      context: metadata.context,
    });
  }
  return properties;
}
