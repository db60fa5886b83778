import 'reflect-metadata';

const SECRET = Symbol('secret');

/** The field holds a credential, or is often mistaken for one: errors never repeat its value. */
export function Secret(): PropertyDecorator {
  return (target, property) => {
    Reflect.defineMetadata(SECRET, true, target, property);
    Reflect.defineMetadata(SECRET, true, target);
  };
}

/** @param dto an instance or a prototype */
export function isSecret(dto: object | undefined, property: string): boolean {
  return dto !== undefined && Reflect.getMetadata(SECRET, dto, property) === true;
}

/** Whether any field is secret; a body that is not an object may then be a misplaced secret. */
export function hasSecrets(prototype: object): boolean {
  return Reflect.getMetadata(SECRET, prototype) === true;
}
