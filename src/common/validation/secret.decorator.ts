import 'reflect-metadata';

const SECRET = Symbol('secret');

/** The field holds a credential, or what people take for one: no error repeats what was sent in it. */
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

/** Whether any field is secret, so that a body sent in its place may be one too. */
export function hasSecrets(prototype: object): boolean {
  return Reflect.getMetadata(SECRET, prototype) === true;
}
